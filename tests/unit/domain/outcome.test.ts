import { describe, expect, it } from 'vitest';
import { type ChunkState, isSettled } from '../../../src/domain/chunk.ts';
import { exitCodeOf, type StopReason } from '../../../src/domain/outcome.ts';
import { buildReport, chunkIdOf, chunkOutcome, specOutcome } from '../../support/outcomes.ts';

function codeOf(about: Parameters<typeof buildReport>[0]): number {
  return exitCodeOf(buildReport(about).outcome);
}

/** A spec whose second task stands there. */
function specWith(state: ChunkState, kind: 'required' | 'optional' = 'required') {
  const left = isSettled(state.status) ? 0 : 1;
  const [open, optional] = kind === 'required' ? [left, 0] : [0, left];
  const chunks = [chunkOutcome(1), chunkOutcome(2, { state })];
  return specOutcome({ chunks, tasks: { open, done: 2 - left, optional } });
}

describe('exitCodeOf', () => {
  it('is 0 when there was nothing to do', () => {
    expect(codeOf({ specs: [] })).toBe(0);
    expect(codeOf({ specs: [specOutcome({ chunks: [], parts: [] })] })).toBe(0);
  });

  it.each<readonly [ChunkState, number]>([
    [{ status: 'published' }, 0],
    [{ status: 'merged' }, 0],
    [{ status: 'declined' }, 0],
    [{ status: 'pending' }, 1],
    [{ status: 'in_progress' }, 1],
    [{ status: 'committed' }, 1],
    [{ status: 'failed', code: 'verification', message: 'red' }, 1],
    [{ status: 'blocked', by: [chunkIdOf(1)] }, 1],
    [{ status: 'parked', question: 'Which?', options: [] }, 1],
  ])('of a task in %j is %i', (state, code) => {
    expect(codeOf({ specs: [specOutcome(), specWith(state)] })).toBe(code);
  });

  it('is 0 when only optional tasks are open', () => {
    expect(codeOf({ specs: [specWith({ status: 'pending' }, 'optional')] })).toBe(0);
  });

  it('is 1 when a spec was passed over or something could not be delivered', () => {
    const fault = { code: 'nul', message: 'holds NUL' };
    expect(codeOf({ specs: [specOutcome(), specOutcome({ skipped: fault })] })).toBe(1);
    expect(codeOf({ specs: [specOutcome({ undelivered: [fault] }), specOutcome()] })).toBe(1);
  });

  it.each<readonly [StopReason, number, number]>([
    ['limit', 3, 3],
    ['unauthenticated', 4, 4],
    ['rate_limited', 75, 75],
    ['interrupted', 0, 1],
    ['failure_policy', 0, 1],
  ])('of a run stopped by %s is %i with all done and %i otherwise', (why, done, open) => {
    const stopped = { why, message: 'stopped' };
    expect(codeOf({ stopped })).toBe(done);
    expect(codeOf({ stopped, specs: [specWith({ status: 'pending' })] })).toBe(open);
  });
});
