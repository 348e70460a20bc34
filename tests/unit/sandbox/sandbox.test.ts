import { describe, expect, it } from 'vitest';
import type { Command, Processes } from '../../../src/ports/process.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';

describe('createSandbox', () => {
  const command: Command = { file: '/bin/sh', args: ['-c', 'true'], cwd: '/', env: {} };

  it.each(['none', 'external'] as const)('%s leaves a command as it is', async (level) => {
    const ran: Command[] = [];
    const run: Processes['run'] = async (one) => {
      ran.push(one);
      return createProcesses().run(one);
    };
    const sandbox = createSandbox(level, { ...createProcesses(), run });
    const cage = { writable: [], readable: [], network: { kind: 'none' } } as const;
    const outcome = await sandbox.run(command, cage);
    expect(sandbox.level).toBe(level);
    expect(outcome.exitCode).toBe(0);
    expect(ran[0]).toBe(command);
  });

  it('says plainly who runs the code', () => {
    expect(createSandbox('none', createProcesses()).describe).toBe(
      'none: agent-written code runs as you, on this machine',
    );
    expect(createSandbox('external', createProcesses()).describe).toMatch(
      /^external: .*the only wall$/,
    );
  });
});
