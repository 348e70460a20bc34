import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addUsage, NO_USAGE, type Usage } from '../../../src/domain/usage.ts';

const amount = fc.nat({ max: 1_000_000 });
/** In whole dollars, so that sums are exact. */
const usages: fc.Arbitrary<Usage> = fc.record({
  inputTokens: amount,
  outputTokens: amount,
  cacheReadTokens: amount,
  cacheWriteTokens: amount,
  costUsd: fc.option(amount, { nil: null }),
  equivalentUsd: amount,
  unpricedCalls: amount,
  turns: amount,
});

describe('addUsage', () => {
  it('adds field by field', () => {
    const one: Usage = {
      inputTokens: 1,
      outputTokens: 2,
      cacheReadTokens: 3,
      cacheWriteTokens: 4,
      costUsd: 0.5,
      equivalentUsd: 0.5,
      unpricedCalls: 1,
      turns: 5,
    };
    expect(addUsage(one, { ...one, costUsd: 0.25 })).toEqual({
      inputTokens: 2,
      outputTokens: 4,
      cacheReadTokens: 6,
      cacheWriteTokens: 8,
      costUsd: 0.75,
      equivalentUsd: 1,
      unpricedCalls: 2,
      turns: 10,
    });
  });

  it.each([
    [null, null, null],
    [null, 2, 2],
    [2, null, 2],
    [0, null, 0],
  ])('takes costs of %j and %j for %j', (a, b, sum) => {
    expect(addUsage({ ...NO_USAGE, costUsd: a }, { ...NO_USAGE, costUsd: b }).costUsd).toBe(sum);
  });

  it('does not mind the order, and nothing adds nothing', () => {
    fc.assert(
      fc.property(usages, usages, usages, (a, b, c) => {
        expect(addUsage(a, b)).toEqual(addUsage(b, a));
        expect(addUsage(addUsage(a, b), c)).toEqual(addUsage(a, addUsage(b, c)));
        expect(addUsage(a, NO_USAGE)).toEqual(a);
      }),
    );
  });
});
