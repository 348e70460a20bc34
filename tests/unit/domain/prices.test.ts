import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLAUDE_PRICES, HUGGINGFACE_PRICES, PRICES_AS_OF } from '../../../src/domain/price-list.ts';
import { costOf, priceOf } from '../../../src/domain/prices.ts';

const NOTHING = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

describe('priceOf', () => {
  const table = {
    'a-1': { input: 1, output: 1 },
    'a-*': { input: 2, output: 2 },
    'a-2*': { input: 3, output: 3 },
  };

  it.each([
    ['a-1', 1],
    ['a-10', 2],
    ['a-2', 3],
    ['a-2-2026', 3],
    ['b', null],
  ])('finds for %s the price %s', (model, input) => {
    expect(priceOf(model, table)?.input ?? null).toBe(input);
  });
});

describe('costOf', () => {
  it('counts a million of each kind', () => {
    const price = { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 };
    const usage = {
      inputTokens: 1e6,
      outputTokens: 1e6,
      cacheReadTokens: 1e6,
      cacheWriteTokens: 1e6,
    };
    expect(costOf(usage, price)).toBeCloseTo(29.2, 10);
  });

  it('takes for what the cache had the price of input where there is no other', () => {
    const usage = { ...NOTHING, cacheReadTokens: 1000, cacheWriteTokens: 1000 };
    expect(costOf(usage, { input: 1, output: 9 })).toBeCloseTo(0.002, 12);
  });

  it('takes the price of a long prompt for the whole request', () => {
    const price = { input: 1, output: 2, long: { above: 100, input: 10, output: 20 } };
    const short = { ...NOTHING, inputTokens: 60, cacheReadTokens: 40, outputTokens: 10 };
    expect(costOf(short, price)).toBeCloseTo(120e-6, 12);
    expect(costOf({ ...short, cacheWriteTokens: 1 }, price)).toBeCloseTo(1210e-6, 12);
  });

  it('is never negative and grows with every token', () => {
    const tokens = fc.nat({ max: 2_000_000 });
    const usage = fc.record({
      inputTokens: tokens,
      outputTokens: tokens,
      cacheReadTokens: tokens,
      cacheWriteTokens: tokens,
    });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(CLAUDE_PRICES)), usage, (price, used) => {
        const cost = costOf(used, price);
        expect(cost).toBeGreaterThanOrEqual(0);
        expect(costOf({ ...used, outputTokens: used.outputTokens + 1 }, price)).toBeGreaterThan(
          cost,
        );
      }),
    );
  });
});

describe('the price list', () => {
  it.each([
    ['claude-opus-5-5', 4, 20],
    ['claude-opus-5', 5, 25],
    ['claude-sonnet-5-5', 2, 10],
    ['claude-sonnet-4-5-20250929', 3, 15],
    ['claude-haiku-4-5-20251001', 1, 5],
    ['claude-fable-5-1', 10, 50],
  ])('knows %s', (model, input, output) => {
    expect(priceOf(model, CLAUDE_PRICES)).toMatchObject({
      input,
      output,
      cacheWrite: input * 1.25,
    });
  });

  it('calls what it does not know unknown', () => {
    expect(priceOf('claude-fable-5-2', CLAUDE_PRICES)).toBeNull();
    expect(priceOf('claude-opus-6', CLAUDE_PRICES)).toBeNull();
    expect(priceOf('zai-org/GLM-5.3-Flash', HUGGINGFACE_PRICES)).toBeNull();
  });

  it('prices a long prompt of Haiku 5.5 higher', () => {
    const haiku = priceOf('claude-haiku-5-5', CLAUDE_PRICES);
    expect(haiku?.long).toMatchObject({ above: 100_000, input: 0.5, output: 2.5 });
  });

  it('is dated', () => {
    expect(PRICES_AS_OF).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it('makes a cache read cheaper and a cache write dearer than input', () => {
    for (const { input, cacheRead, cacheWrite } of Object.values(CLAUDE_PRICES)) {
      expect(cacheRead).toBeLessThanOrEqual(input * 0.1 + 1e-12);
      expect(cacheWrite).toBeGreaterThan(input);
    }
  });
});
