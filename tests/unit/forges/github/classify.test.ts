import { describe, expect, it } from 'vitest';
import { FIRST_BACKOFF_MS, MAX_TRIES, waitBefore } from '../../../../src/forges/github/api.ts';
import { type Classified, classify } from '../../../../src/forges/github/classify.ts';
import type { Fault } from '../../../../src/forges/github/fault.ts';

const NOW = Date.UTC(2026, 0, 31, 12);

function http(status: number, headers: Record<string, string> = {}, documentationUrl?: string) {
  const fault: Fault = {
    kind: 'http',
    status,
    headers,
    documentationUrl: documentationUrl ?? null,
    fields: [],
    said: 'Rate limit exceeded, bad credentials, not found',
  };
  return fault;
}

const never = (code: Classified['code']) => ({ code, retry: false, waitMs: null });
const again = (code: Classified['code'], waitMs: number | null = null) => ({
  code,
  retry: true,
  waitMs,
});
const empty = { 'x-ratelimit-remaining': '0' };
const SECONDARY = 'https://docs.github.com/x#about-secondary-rate-limits';

describe('classify', () => {
  it.each<[string, Fault, Classified]>([
    ['301', http(301), never('server')],
    ['400', http(400), never('invalid')],
    ['401', http(401), never('auth')],
    ['403', http(403), never('forbidden')],
    ['403 with quota', http(403, { 'x-ratelimit-remaining': '12' }), never('forbidden')],
    ['404', http(404), never('not_found')],
    ['404 without quota', http(404, empty), never('not_found')],
    ['405', http(405), never('invalid')],
    ['408', http(408), again('server')],
    ['409', http(409), never('invalid')],
    ['410', http(410), never('not_found')],
    ['422', http(422), never('invalid')],
    ['451', http(451), never('forbidden')],
    ['500', http(500), again('server')],
    ['502 with a wait', http(502, { 'retry-after': '7' }), again('server', 7000)],
    ['599', http(599), again('server')],
    ['429', http(429), again('rate_limited')],
    ['429 with a wait', http(429, { 'retry-after': '3' }), again('rate_limited', 3000)],
    [
      'until a date',
      http(429, { 'retry-after': new Date(NOW + 90_000).toUTCString() }),
      again('rate_limited', 90_000),
    ],
    [
      'until a date gone by',
      http(429, { 'retry-after': new Date(NOW - 90_000).toUTCString() }),
      again('rate_limited', 0),
    ],
    ['until nonsense', http(429, { 'retry-after': 'soon' }), again('rate_limited')],
    ['403 with a wait', http(403, { 'retry-after': '60' }), again('rate_limited', 60_000)],
    ['403 that points to limits', http(403, {}, SECONDARY), again('rate_limited')],
    [
      '403 with an empty quota',
      http(403, { ...empty, 'x-ratelimit-reset': String(NOW / 1000 + 30) }),
      again('rate_limited', 30_000),
    ],
    ['an empty quota without end', http(403, empty), again('rate_limited')],
    [
      'a quota filled already',
      http(429, { ...empty, 'x-ratelimit-reset': String(NOW / 1000 - 5) }),
      again('rate_limited', 0),
    ],
    ['no connection', { kind: 'network', reason: 'ECONNRESET' }, again('network')],
    ['a cut reply', { kind: 'unreadable' }, again('network')],
    ['the end of the run', { kind: 'aborted' }, never('network')],
    ...graphql('FORBIDDEN', 'forbidden'),
    ...graphql('INSUFFICIENT_SCOPES', 'forbidden'),
    ...graphql('NOT_FOUND', 'not_found'),
    ...graphql('RATE_LIMITED', 'rate_limited'),
    ...graphql('UNPROCESSABLE', 'invalid'),
    ...graphql('', 'invalid'),
  ])('%s', (_, fault, expected) => expect(classify(fault, NOW)).toEqual(expected));
});

function graphql(type: string, code: Classified['code']): [string, Fault, Classified][] {
  const fault: Fault = { kind: 'graphql', types: ['', type], said: 'words' };
  return [[`GraphQL ${type}`, fault, never(code)]];
}

describe('waitBefore', () => {
  const random = () => 0.5;

  it('waits longer each time, between half and all of the step', () => {
    expect(waitBefore(1, again('server'), random)).toBe(FIRST_BACKOFF_MS * 0.75);
    expect(waitBefore(2, again('server'), random)).toBe(FIRST_BACKOFF_MS * 1.5);
    expect(waitBefore(1, again('server'), () => 0)).toBe(FIRST_BACKOFF_MS / 2);
  });

  it('does as the server says up to a minute, and gives up beyond', () => {
    expect(waitBefore(1, again('rate_limited', 60_000), random)).toBe(60_000);
    expect(waitBefore(1, again('rate_limited', 60_001), random)).toBeNull();
  });

  it('ends after the last try, and never begins where asking again is no use', () => {
    expect(waitBefore(MAX_TRIES, again('server'), random)).toBeNull();
    expect(waitBefore(1, never('auth'), random)).toBeNull();
  });
});
