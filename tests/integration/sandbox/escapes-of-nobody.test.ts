import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOsSandbox } from '../../../src/sandbox/os-sandbox.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { cagesHold } from '../../support/cages.ts';
import { type Arena, createArena } from '../../support/escapes/arena.ts';
import { ESCAPE_PATH } from '../../support/escapes/programs.ts';
import { asNobody, NOBODY, RUNNABLE, slice, whatGetsOut } from '../../support/escapes/run.ts';

const RUN_MS = 400_000;
const processes = asNobody(createProcesses());
let arena: Arena;

describe.skipIf(process.getuid?.() !== 0)('attempts of another user to get out', () => {
  beforeEach(async () => {
    arena = await createArena(NOBODY);
  });
  afterEach(() => {
    arena.close();
  });

  it('succeed where there is no wall', { timeout: RUN_MS }, async () => {
    const some = slice(
      RUNNABLE.filter(({ harmful }) => !harmful),
      2,
    );
    const out = await whatGetsOut(some, arena, () => createSandbox('none', processes));
    expect(out.length).toBeGreaterThan(50);
  });

  it('never succeed in a cage', { timeout: RUN_MS }, async (context) => {
    if (!cagesHold) context.skip('no cages on this machine');
    const out = await whatGetsOut(slice(RUNNABLE, 1), arena, (home) =>
      createOsSandbox({ processes, env: { PATH: ESCAPE_PATH, HOME: home }, read: [], write: [] }),
    );
    expect(out).toEqual([]);
  });
});
