import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOsSandbox } from '../../../src/sandbox/os-sandbox.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { cagesHold } from '../../support/cages.ts';
import { type Arena, createArena } from '../../support/escapes/arena.ts';
import { ESCAPES } from '../../support/escapes/corpus.ts';
import { ESCAPE_PATH } from '../../support/escapes/programs.ts';
import { RUNNABLE, slice, whatGetsOut } from '../../support/escapes/run.ts';

const RUN_MS = 400_000;
const processes = createProcesses();
let arena: Arena;

beforeEach(async () => {
  arena = await createArena(null);
});
afterEach(() => {
  arena.close();
});

describe('the corpus', () => {
  it('is large, and each payload has a name of its own', () => {
    expect(ESCAPES.length).toBeGreaterThanOrEqual(150);
    expect(new Set(ESCAPES.map(({ id }) => id)).size).toBe(ESCAPES.length);
    expect(ESCAPES.every(({ id }) => /^[\w-]+$/.test(id))).toBe(true);
  });
});

describe('attempts to get out', () => {
  it('succeed by the dozen where there is no wall', { timeout: RUN_MS }, async () => {
    const harmless = slice(
      RUNNABLE.filter(({ harmful }) => !harmful),
      0,
    );
    const out = await whatGetsOut(harmless, arena, () => createSandbox('none', processes));
    expect(out.length).toBeGreaterThan(50);
    // A payload that never works proves nothing when it fails in a cage.
    expect(harmless.length - out.length).toBeLessThan(harmless.length / 10);
  });

  it('never succeed in a cage', { timeout: RUN_MS }, async (context) => {
    if (!cagesHold) context.skip('no cages on this machine');
    const out = await whatGetsOut(slice(RUNNABLE, 0), arena, (home) =>
      createOsSandbox({ processes, env: { PATH: ESCAPE_PATH, HOME: home }, read: [], write: [] }),
    );
    expect(out).toEqual([]);
  });
});
