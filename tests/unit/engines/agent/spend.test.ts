import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PriceTable } from '../../../../src/domain/prices.ts';
import { NO_USAGE } from '../../../../src/domain/usage.ts';
import {
  addReply,
  exceedsTokens,
  NOTHING_SPENT,
  reachedCap,
  replyTokens,
  type Spend,
} from '../../../../src/engines/agent/spend.ts';
import { engineJob, engineLimits } from '../../../support/engine-job.ts';
import { scriptedModel } from '../../../support/scripted-model.ts';

type Bounds = Parameters<typeof addReply>[2];

function bounds(limits: Parameters<typeof engineLimits>[0], prices: PriceTable = {}): Bounds {
  const job = engineJob({ cwd: '/none', limits: engineLimits(limits) });
  const model = scriptedModel([], { name: 'm', contextTokens: 10_000, maxOutputTokens: 4000 });
  return { job, model, deps: { prices } as Bounds['deps'] };
}

const PRICES = { m: { input: 1, output: 10, cacheRead: 0.1, cacheWrite: 1.25 } };

const spent = (tokens: number, costUsd: number | null = null): Spend => ({
  tokens,
  usd: costUsd ?? 0,
  usage: { ...NO_USAGE, costUsd },
});
const estimate = { input: 4, output: 1 };

describe('what was spent', () => {
  it('is summed with its price', () => {
    const usage = {
      input: 1_000_000,
      output: 100_000,
      cacheRead: 1_000_000,
      cacheWrite: 1_000_000,
    };
    const once = addReply(NOTHING_SPENT, { usage, estimate }, bounds({}, PRICES));
    expect(once.usage.costUsd).toBeCloseTo(3.35, 10);
    const twice = addReply(once, { usage, estimate }, bounds({}, PRICES));
    expect(twice.tokens).toBe(6_200_000);
    expect(twice.usage).toMatchObject({ turns: 2, unpricedCalls: 0, outputTokens: 200_000 });
  });

  it('is unpriced where the model is not in the table, or nothing was said', () => {
    const usage = { input: 10, output: 1, cacheRead: 0, cacheWrite: 0 };
    const unlisted = addReply(NOTHING_SPENT, { usage, estimate }, bounds({}));
    expect(unlisted.usage).toMatchObject({ costUsd: null, unpricedCalls: 1, inputTokens: 10 });
    expect(unlisted).toMatchObject({ tokens: 11, usd: 0 });
  });

  it.each([
    ['nothing', null],
    ['zeros', { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }],
  ])('is held against the caps by an estimate where the server says %s', (_, usage) => {
    const million = { input: 1_000_000, output: 100_000 };
    const silent = addReply(NOTHING_SPENT, { usage, estimate: million }, bounds({}, PRICES));
    expect(silent.tokens).toBe(1_100_000);
    expect(silent.usage).toEqual({ ...NO_USAGE, costUsd: null, unpricedCalls: 1, turns: 1 });
    expect(reachedCap(silent, bounds({ maxCostUsd: 2 }, PRICES))).toContain('2.0000 US dollars');
    expect(reachedCap(silent, bounds({ maxCostUsd: 2.1 }, PRICES))).toBeNull();
  });
});

describe('the caps', () => {
  it('are reached at their value', () => {
    expect(reachedCap(spent(99), bounds({ maxTokens: 100 }))).toBeNull();
    expect(reachedCap(spent(100), bounds({ maxTokens: 100 }))).toContain('100 tokens');
    expect(reachedCap(spent(0, 0.99), bounds({ maxCostUsd: 1 }))).toBeNull();
    expect(reachedCap(spent(0, 1), bounds({ maxCostUsd: 1 }))).toContain('US dollars');
    expect(reachedCap(spent(10 ** 9, null), bounds({ maxCostUsd: 1 }))).toBeNull();
    expect(reachedCap(spent(10 ** 9, 10 ** 9), bounds({}))).toBeNull();
  });

  it('hold back a request that alone is too much', () => {
    expect(exceedsTokens(spent(50), 51, bounds({ maxTokens: 100 }))).toBe(true);
    expect(exceedsTokens(spent(50), 50, bounds({ maxTokens: 100 }))).toBe(false);
    expect(exceedsTokens(spent(50), 10 ** 9, bounds({}))).toBe(false);
  });

  it('bound the answer', () => {
    expect(replyTokens(spent(0), 1000, bounds({}))).toBe(4000);
    expect(replyTokens(spent(0), 8000, bounds({}))).toBe(2000);
    expect(replyTokens(spent(500), 1000, bounds({ maxTokens: 3000 }))).toBe(1500);
    expect(replyTokens(spent(0, 0.97), 10_000 / 2, bounds({ maxCostUsd: 1 }, PRICES))).toBe(2500);
    expect(replyTokens(spent(2990), 10, bounds({ maxTokens: 3000 }))).toBe(1024);
  });

  it('never let a call overshoot by more than one request and the least answer', () => {
    const reply = fc.record({ input: fc.nat(2000), wants: fc.nat(8000) });
    fc.assert(
      fc.property(fc.array(reply), fc.integer({ min: 1, max: 50_000 }), (replies, maxTokens) => {
        const limits = bounds({ maxTokens });
        let spend = NOTHING_SPENT;
        for (const { input, wants } of replies) {
          if (reachedCap(spend, limits) !== null || exceedsTokens(spend, input, limits)) break;
          const output = Math.min(wants, replyTokens(spend, input, limits));
          const usage = { input, output, cacheRead: 0, cacheWrite: 0 };
          spend = addReply(spend, { usage, estimate }, limits);
        }
        expect(spend.tokens).toBeLessThanOrEqual(maxTokens + 1024);
      }),
    );
  });
});
