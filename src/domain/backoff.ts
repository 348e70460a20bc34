/** Times a request is repeated at most. */
export const MAX_RETRIES = 3;
/** Milliseconds before the first repetition; doubled before each further one. */
const BASE_MS = 1000;
/** The longest wait a provider may ask for and get, in milliseconds. */
export const MAX_RETRY_AFTER_MS = 120_000;
/** A wait is spread over [0.5, 1.5) of its length, so that clients do not come back all at once. */
const LEAST_SHARE = 0.5;

/** HTTP statuses that say nothing against the request itself; 529 is "overloaded" at Anthropic. */
export function isPassingStatus(status: number): boolean {
  return [408, 409, 429].includes(status) || status >= 500;
}

export interface RetryWait {
  /** 1 for the first repetition. */
  readonly attempt: number;
  /** What the provider asked for, in milliseconds; null when it did not. */
  readonly retryAfterMs: number | null;
  /** Uniform in [0, 1), from a source nobody can foretell. */
  readonly random: number;
}

/** Milliseconds to wait before a repetition: what was asked for, else 1 s, 2 s, 4 s, …; both with jitter. */
export function retryDelay({ attempt, retryAfterMs, random }: RetryWait): number {
  const length =
    retryAfterMs === null
      ? BASE_MS * 2 ** (attempt - 1)
      : Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
  return Math.round(length * (LEAST_SHARE + random));
}

/** Whole or decimal seconds, as RFC 9110 and some gateways write them. */
const SECONDS = /^\d{1,9}(?:\.\d{1,3})?$/;
/** The three date forms of RFC 9110 begin with the name of a day. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

/**
 * Reads `Retry-After`: seconds or an HTTP date.
 * @param now epoch milliseconds
 * @returns milliseconds from now; null for what is missing, past or neither
 */
export function readRetryAfter(text: string | null, now: number): number | null {
  const value = (text ?? '').trim();
  if (SECONDS.test(value)) return positive(Number(value) * 1000);
  return HTTP_DATE.test(value) ? positive(Date.parse(value) - now) : null;
}

function positive(ms: number): number | null {
  return ms > 0 ? Math.ceil(ms) : null;
}
