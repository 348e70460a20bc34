import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isPassingStatus,
  MAX_RETRIES,
  MAX_RETRY_AFTER_MS,
  readRetryAfter,
  retryDelay,
} from '../../../src/domain/backoff.ts';

const NOW = Date.UTC(2026, 0, 5, 12, 0, 0);
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('isPassingStatus', () => {
  it('tells what may pass from what will not', () => {
    for (const status of [408, 409, 429, 500, 502, 503, 504, 529]) {
      expect(isPassingStatus(status)).toBe(true);
    }
    for (const status of [200, 301, 400, 401, 402, 403, 404, 413, 422]) {
      expect(isPassingStatus(status)).toBe(false);
    }
  });
});

describe('retryDelay', () => {
  it('doubles from one second, half to one and a half of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_RETRIES }), chance, (attempt, random) => {
        const delay = retryDelay({ attempt, retryAfterMs: null, random });
        const base = 1000 * 2 ** (attempt - 1);
        expect(delay).toBeGreaterThanOrEqual(base * 0.5);
        expect(delay).toBeLessThanOrEqual(base * 1.5);
      }),
    );
  });

  it('takes what was asked for instead, up to its cap, with the same jitter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), chance, (retryAfterMs, random) => {
        const delay = retryDelay({ attempt: 3, retryAfterMs, random });
        const asked = Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(asked * 0.5));
        expect(delay).toBeLessThanOrEqual(Math.ceil(asked * 1.5));
      }),
    );
  });

  it('grows with chance', () => {
    expect(retryDelay({ attempt: 1, retryAfterMs: null, random: 0 })).toBe(500);
    expect(retryDelay({ attempt: 1, retryAfterMs: null, random: 0.5 })).toBe(1000);
    expect(retryDelay({ attempt: 3, retryAfterMs: null, random: 0.999 })).toBe(5996);
    expect(retryDelay({ attempt: 1, retryAfterMs: 7_200_000, random: 0.5 })).toBe(120_000);
  });
});

describe('readRetryAfter', () => {
  it.each([
    ['1', 1000],
    [' 120 ', 120_000],
    ['0.5', 500],
    ['86400', 86_400_000],
    ['Mon, 05 Jan 2026 12:00:30 GMT', 30_000],
    ['Monday, 05-Jan-26 12:01:00 GMT', 60_000],
  ])('reads %j', (text, ms) => {
    expect(readRetryAfter(text, NOW)).toBe(ms);
  });

  it.each([
    null,
    '',
    '0',
    '-5',
    'soon',
    '1e9',
    '2026-01-05T12:00:30Z',
    'Mon, 05 Jan 2026 11:59:59 GMT',
    'Mon, nonsense',
    '99999999999999',
    'Infinity',
  ])('leaves %j out', (text) => {
    expect(readRetryAfter(text, NOW)).toBeNull();
  });

  it('never answers with a wait that is none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = readRetryAfter(text, NOW);
        expect(ms === null || (Number.isSafeInteger(ms) && ms > 0)).toBe(true);
      }),
    );
  });
});
