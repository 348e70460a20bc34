import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/ports/process.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';

describe('createSandbox', () => {
  const command: Command = { file: '/bin/sh', args: ['-c', 'true'], cwd: '/', env: {} };

  it.each(['none', 'external'] as const)('%s leaves a command as it is', (level) => {
    const sandbox = createSandbox(level);
    expect(sandbox.level).toBe(level);
    expect(sandbox.wrap(command)).toBe(command);
  });

  it('says plainly who runs the code', () => {
    expect(createSandbox('none').describe).toBe(
      'none: agent-written code runs as you, on this machine',
    );
    expect(createSandbox('external').describe).toMatch(/^external: .*the only wall$/);
  });
});
