import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/ports/process.ts';
import type { Sandbox } from '../../src/ports/sandbox.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';

const sandboxes: readonly Sandbox[] = [createSandbox('none'), createSandbox('external')];

describe.each(sandboxes.map((sandbox) => [sandbox.level, sandbox] as const))(
  'sandbox %s',
  (level, sandbox) => {
    const command: Command = {
      file: '/bin/sh',
      args: ['-c', 'printf "%s" "$WORD"; cat; exit 3'],
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', WORD: 'said ' },
      stdin: 'and heard',
    };

    it('names its level in one sentence', () => {
      expect(sandbox.describe).toMatch(new RegExp(`^${level}: [^\\n]+$`));
    });

    it('hands output, input, environment and exit code through', async () => {
      const outcome = await createProcesses().run(sandbox.wrap(command));
      expect(new TextDecoder().decode(outcome.stdout)).toBe('said and heard');
      expect(outcome).toMatchObject({ status: 'exited', exitCode: 3 });
    });
  },
);
