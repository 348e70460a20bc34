import { describe, expect, it } from 'vitest';
import { NO_USAGE } from '../../../../src/domain/usage.ts';
import { callUsage, type UsageEvidence } from '../../../../src/engines/claude-cli/usage.ts';

const tokens = { ...NO_USAGE, inputTokens: 1_000_000, turns: 2 };

const usage = (change: Partial<UsageEvidence>) =>
  callUsage({
    ...{ told: null, watched: NO_USAGE, model: 'm', isSubscription: false },
    prices: (model) => (model === 'm' ? { input: 3, output: 15 } : null),
    ...change,
  });

describe('callUsage', () => {
  it('is what the result says', () => {
    expect(usage({ told: { ...tokens, costUsd: 1 }, watched: { ...tokens, costUsd: 9 } })).toEqual({
      ...{ ...tokens, costUsd: 1 },
    });
    expect(usage({ told: { ...NO_USAGE, costUsd: 0 } }).costUsd).toBe(0);
  });

  it('is what the messages added up to where no result came, or one without numbers', () => {
    const watched = { ...tokens, costUsd: 2 };
    expect(usage({ watched })).toEqual(watched);
    expect(usage({ watched, told: { ...NO_USAGE, turns: 7 } })).toEqual({ ...watched, turns: 7 });
  });

  it('is nothing where nothing is known', () => {
    expect(usage({})).toEqual(NO_USAGE);
    expect(usage({ isSubscription: true })).toEqual(NO_USAGE);
  });

  it('is priced by the table where the program gives no cost, and else called unpriced', () => {
    expect(usage({ told: tokens })).toMatchObject({ costUsd: 3, unpricedCalls: 0 });
    expect(usage({ told: tokens, watched: { ...tokens, costUsd: 4 } }).costUsd).toBe(4);
    expect(usage({ told: tokens, model: 'x' })).toMatchObject({ costUsd: null, unpricedCalls: 1 });
    expect(usage({ told: tokens, model: null })).toMatchObject({ unpricedCalls: 1 });
  });

  it('says what a subscription pays', () => {
    const told = { ...tokens, costUsd: 1.5 };
    expect(usage({ told, isSubscription: true }).equivalentUsd).toBe(1.5);
    expect(usage({ told }).equivalentUsd).toBe(0);
  });
});
