import { readRetryAfter } from '../../domain/backoff.ts';

/** The limits of the Messages API, each with `-remaining` and `-reset` (RFC 3339, or epoch seconds). */
const LIMITS = ['requests', 'tokens', 'input-tokens', 'output-tokens', 'unified'];
/** Digits of epoch seconds. */
const EPOCH_SECONDS = /^\d{9,11}$/;

/** Milliseconds a provider asks to wait, by its headers; null when it does not. */
export function retryAfterOf(headers: Headers, now: number): number | null {
  return readRetryAfter(headers.get('retry-after'), now);
}

/**
 * When a limit ends, by `anthropic-ratelimit-*-reset`: the latest of those that are used up, or of all where none
 * says that it is.
 * @returns epoch milliseconds; null where no header says so
 */
export function limitResetOf(headers: Headers, now: number): number | null {
  const limits = LIMITS.map((name) => ({
    at: instantOf(headers.get(`anthropic-ratelimit-${name}-reset`), now),
    spent: headers.get(`anthropic-ratelimit-${name}-remaining`)?.trim() === '0',
  }));
  const spent = limits.filter((limit) => limit.spent);
  const times = (spent.length > 0 ? spent : limits).flatMap(({ at }) => (at === null ? [] : [at]));
  return times.length === 0 ? null : Math.max(...times);
}

function instantOf(text: string | null, now: number): number | null {
  const value = (text ?? '').trim();
  const at = EPOCH_SECONDS.test(value) ? Number(value) * 1000 : Date.parse(value);
  return at > now ? at : null;
}
