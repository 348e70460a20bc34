import type { ForgeFailureCode } from '../../domain/pull.ts';
import type { Fault, HttpFault } from './fault.ts';

/** What a fault means and whether the same request may be sent again. */
export interface Classified {
  readonly code: ForgeFailureCode;
  readonly retry: boolean;
  /** Milliseconds the server asks to wait before the next try; null when it does not say. */
  readonly waitMs: number | null;
}

/** Codes by status; what is missing falls to its class: 4xx `invalid`, 5xx `server`. */
const BY_STATUS: Readonly<Record<number, ForgeFailureCode>> = {
  401: 'auth',
  403: 'forbidden',
  404: 'not_found',
  408: 'server',
  410: 'not_found',
  429: 'rate_limited',
  451: 'forbidden',
};

/** GraphQL's error types, as GitHub names them in `errors[].type`. */
const BY_GRAPHQL_TYPE: Readonly<Record<string, ForgeFailureCode>> = {
  FORBIDDEN: 'forbidden',
  INSUFFICIENT_SCOPES: 'forbidden',
  NOT_FOUND: 'not_found',
  RATE_LIMITED: 'rate_limited',
  UNPROCESSABLE: 'invalid',
};

/**
 * Sorts a fault by status, headers and typed fields, never by words.
 * @param now epoch milliseconds, for replies that name a moment
 */
export function classify(fault: Fault, now: number): Classified {
  switch (fault.kind) {
    case 'network':
    case 'unreadable':
      return { code: 'network', retry: true, waitMs: null };
    case 'aborted':
      return { code: 'network', retry: false, waitMs: null };
    case 'graphql':
      return { code: graphqlCode(fault.types), retry: false, waitMs: null };
    case 'http':
      return classifyHttp(fault, now);
  }
}

function classifyHttp(fault: HttpFault, now: number): Classified {
  if (isRateLimit(fault)) {
    return { code: 'rate_limited', retry: true, waitMs: waitOf(fault, now) };
  }
  const code = BY_STATUS[fault.status] ?? byClass(fault.status);
  return { code, retry: code === 'server' && fault.status >= 400, waitMs: waitOf(fault, now) };
}

/** A 403 is a limit when its headers or the page it points to say so. */
function isRateLimit(fault: HttpFault): boolean {
  if (fault.status === 429) return true;
  if (fault.status !== 403) return false;
  return (
    fault.headers['x-ratelimit-remaining'] === '0' ||
    fault.headers['retry-after'] !== undefined ||
    (fault.documentationUrl ?? '').includes('rate-limit')
  );
}

function byClass(status: number): ForgeFailureCode {
  return status >= 400 && status < 500 ? 'invalid' : 'server';
}

function graphqlCode(types: readonly string[]): ForgeFailureCode {
  return types.map((type) => BY_GRAPHQL_TYPE[type]).find((code) => code !== undefined) ?? 'invalid';
}

/** `Retry-After` in seconds or as a date; else the reset of a quota that is used up. */
function waitOf({ headers }: HttpFault, now: number): number | null {
  const after = headers['retry-after'];
  if (after !== undefined) return /^\d+$/.test(after) ? Number(after) * 1000 : until(after, now);
  const reset = headers['x-ratelimit-reset'];
  if (headers['x-ratelimit-remaining'] !== '0' || !/^\d+$/.test(reset ?? '')) return null;
  return Math.max(0, Number(reset) * 1000 - now);
}

function until(date: string, now: number): number | null {
  const at = Date.parse(date);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
