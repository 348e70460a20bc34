import { describe, expect, it } from 'vitest';
import { NO_USAGE } from '../../../src/domain/usage.ts';
import { dollars, spendText } from '../../../src/text/spend.ts';

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

  it('leaves out a cost that no engine told', () => {
    expect(spendText({ ...NO_USAGE, inputTokens: 900, outputTokens: 12 })).toBe(
      '900 tokens in, 12 out',
    );
  });

  it('never rounds up to a thousand thousands', () => {
    expect(spendText({ ...NO_USAGE, inputTokens: 999_600 })).toBe('1.0 M tokens in, 0 out');
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
