import { describe, expect, it } from 'vitest';
import { CLAUDE_PRICES } from '../../../../src/domain/price-list.ts';
import { priceOf } from '../../../../src/domain/prices.ts';
import { DEFAULT_MODEL, sizeOf } from '../../../../src/engines/anthropic/models.ts';

describe('sizeOf', () => {
  it.each([
    ['claude-opus-5-5', 1_000_000, 128_000],
    ['claude-sonnet-4-6', 1_000_000, 128_000],
    ['claude-haiku-4-5-20251001', 200_000, 64_000],
    ['claude-sonnet-4-5', 200_000, 64_000],
    ['my-gateway-model', 200_000, 32_000],
  ])('knows %s', (model, contextTokens, maxOutputTokens) => {
    expect(sizeOf(model)).toEqual({ contextTokens, maxOutputTokens });
  });

  it('has a default whose price is known', () => {
    expect(priceOf(DEFAULT_MODEL, CLAUDE_PRICES)).not.toBeNull();
  });
});
