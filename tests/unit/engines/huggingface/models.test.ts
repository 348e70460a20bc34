import { describe, expect, it } from 'vitest';
import {
  DEFAULT_CODER,
  DEFAULT_PLANNER,
  ROUTER,
  sizeOf,
} from '../../../../src/engines/huggingface/models.ts';

const router = new URL(ROUTER);
const own = new URL('http://127.0.0.1:11434');

describe('sizeOf', () => {
  it('knows the defaults, with and without a provider', () => {
    for (const model of [DEFAULT_CODER, DEFAULT_PLANNER, `${DEFAULT_CODER}:novita`]) {
      expect(sizeOf(model, router).contextTokens).toBeGreaterThan(128_000);
    }
  });

  it('trusts the router with more than a server it knows nothing of', () => {
    expect(sizeOf('some/model', router).contextTokens).toBe(128_000);
    expect(sizeOf('qwen3:8b', own).contextTokens).toBe(32_768);
  });

  it('leaves room for a prompt beside the answer', () => {
    for (const model of [DEFAULT_CODER, 'some/model']) {
      for (const endpoint of [router, own]) {
        const { contextTokens, maxOutputTokens } = sizeOf(model, endpoint);
        expect(maxOutputTokens).toBeLessThanOrEqual(contextTokens / 4);
      }
    }
  });
});
