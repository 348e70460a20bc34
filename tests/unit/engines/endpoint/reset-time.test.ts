import { describe, expect, it } from 'vitest';
import { limitResetOf, retryAfterOf } from '../../../../src/engines/endpoint/reset-time.ts';

const NOW = Date.UTC(2026, 0, 5, 12, 0, 0);

describe('limitResetOf', () => {
  it('takes the limit that is used up', () => {
    const headers = new Headers({
      'anthropic-ratelimit-requests-remaining': '12',
      'anthropic-ratelimit-requests-reset': '2026-01-05T18:00:00Z',
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-input-tokens-reset': '2026-01-05T12:01:00Z',
    });
    expect(limitResetOf(headers, NOW)).toBe(NOW + 60_000);
  });

  it('takes the latest where none says that it is used up, epoch seconds too', () => {
    const headers = new Headers({
      'anthropic-ratelimit-unified-reset': String(NOW / 1000 + 3 * 86_400),
      'anthropic-ratelimit-tokens-reset': '2026-01-05T12:01:00Z',
    });
    expect(limitResetOf(headers, NOW)).toBe(NOW + 3 * 86_400_000);
  });

  it('leaves out what is past or no time', () => {
    const headers = new Headers({
      'anthropic-ratelimit-unified-reset': String(NOW / 1000 - 5),
      'anthropic-ratelimit-tokens-reset': 'soon',
    });
    expect(limitResetOf(headers, NOW)).toBeNull();
    expect(limitResetOf(new Headers(), NOW)).toBeNull();
  });
});

describe('retryAfterOf', () => {
  it('reads the header', () => {
    expect(retryAfterOf(new Headers({ 'Retry-After': '3' }), NOW)).toBe(3000);
    expect(retryAfterOf(new Headers(), NOW)).toBeNull();
  });
});
