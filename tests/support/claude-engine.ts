import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClaudeOptions, createClaudeEngine } from '../../src/engines/claude-cli/engine.ts';
import type { Engine } from '../../src/ports/engine.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createClock } from '../../src/system/clock.ts';
import { createProcesses } from '../../src/system/processes.ts';

/** The engine `claude` on this machine, without a wall unless the test puts one there. */
export function claudeEngine(change: Partial<ClaudeOptions> & Pick<ClaudeOptions, 'env'>): Engine {
  const processes = createProcesses();
  return createClaudeEngine({
    processes,
    clock: createClock(),
    sandbox: createSandbox('none', processes),
    passEnv: [],
    model: null,
    prices: {},
    session: null,
    learnSecret: () => undefined,
    // Made only by a call in a cage, whose test names a folder of its own.
    stateDir: join(tmpdir(), 'codelicious-nobody'),
    ...change,
  });
}
