import { describe, expect, it } from 'vitest';
import { openBudget } from '../../../src/domain/budget.ts';
import { NO_USAGE } from '../../../src/domain/usage.ts';
import { costText, dollars, refusedText, spendText } from '../../../src/text/spend.ts';

describe('spendText', () => {
  it('is empty when nothing was spent', () => {
    expect(spendText(NO_USAGE)).toBe('');
  });

  it('tells cost and tokens, those of the cache among them', () => {
    const usage = {
      ...NO_USAGE,
      inputTokens: 900_000,
      cacheReadTokens: 300_000,
      outputTokens: 33_600,
      costUsd: 1.84,
    };
    expect(spendText(usage)).toBe('$1.84 · 1.2 M tokens in, 34 k out');
  });

  it('is empty for what is free', () => {
    expect(spendText({ ...NO_USAGE, costUsd: 0 })).toBe('');
    expect(spendText({ ...NO_USAGE, costUsd: 0, inputTokens: 5 })).toBe(
      '$0.00 · 5 tokens in, 0 out',
    );
  });

  it('leaves out a cost that no engine told', () => {
    expect(spendText({ ...NO_USAGE, inputTokens: 900, outputTokens: 12 })).toBe(
      '900 tokens in, 12 out',
    );
  });

  it('never rounds up to a thousand thousands', () => {
    expect(spendText({ ...NO_USAGE, inputTokens: 999_600 })).toBe('1.0 M tokens in, 0 out');
  });
});

describe('costText', () => {
  it.each([
    [{ costUsd: null, equivalentUsd: 0, unpricedCalls: 0 }, ''],
    [{ costUsd: null, equivalentUsd: 0, unpricedCalls: 1 }, '1 call of unknown price'],
    [{ costUsd: 0.42, equivalentUsd: 0, unpricedCalls: 2 }, '$0.42, and 2 calls of unknown price'],
    [{ costUsd: 2, equivalentUsd: 2, unpricedCalls: 0 }, '$2.00 API-equivalent'],
    [{ costUsd: 2, equivalentUsd: 0.5, unpricedCalls: 0 }, '$2.00, of it $0.50 API-equivalent'],
  ])('calls unknown unknown and a subscription’s an equivalent: %j', (spend, text) => {
    expect(costText(spend)).toBe(text);
  });
});

describe('what a limit says', () => {
  const budget = openBudget({ maxCostUsd: 10, maxCostPerChunk: 2, maxTokens: 5000 });
  const spent = { ...budget, spentUsd: 10.02, spentTokens: 5100 };

  it.each([
    ['--max-cost-usd', 'the run reached --max-cost-usd: $10.02 of $10.00 are spent'],
    ['--max-tokens', 'the run reached --max-tokens: 5,100 of 5,000 tokens are spent'],
    ['--max-cost-per-chunk', 'the task reached --max-cost-per-chunk, $2.00'],
  ] as const)('of %s', (limit, text) => {
    expect(refusedText(limit, spent)).toBe(text);
  });

  it('is sums of nothing where there is no limit', () => {
    const none = openBudget({ maxCostUsd: null, maxCostPerChunk: null, maxTokens: null });
    expect(refusedText('--max-cost-per-chunk', none)).toContain('$0.00');
    expect(refusedText('--max-cost-usd', none)).toContain('$0.00 of $0.00');
    expect(refusedText('--max-tokens', none)).toContain('0 of 0');
  });
});

it.each([
  [0, '$0.00'],
  [0.004, '< $0.01'],
  [0.07, '$0.07'],
  [12, '$12.00'],
])('%d US dollars are %s', (usd, text) => {
  expect(dollars(usd)).toBe(text);
});
