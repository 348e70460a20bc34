import { refusal } from './refusals.ts';
import type { FakeReply, FakeRequest, FaultRule, Mishap } from './types.ts';

/** The faults that were ordered, in order. */
export interface Mishaps {
  order(rule: FaultRule): void;
  /** The fault that hits this request, used up by it; null for none. */
  next(request: FakeRequest): Mishap | null;
}

export function createMishaps(): Mishaps {
  const rules: { rule: FaultRule; after: number; left: number }[] = [];
  return {
    order: (rule) => rules.push({ rule, after: rule.after ?? 0, left: rule.times ?? 1 }),
    next: (request) => {
      const hit = rules.find(({ rule, left }) => left > 0 && matches(rule, request));
      if (hit === undefined) return null;
      if (hit.after > 0) {
        hit.after -= 1;
        return null;
      }
      hit.left -= 1;
      return hit.rule.mishap;
    },
  };
}

function matches({ method, path }: FaultRule, request: FakeRequest): boolean {
  if (method !== undefined && method !== request.method) return false;
  if (path === undefined) return true;
  return typeof path === 'string' ? request.path.endsWith(path) : path.test(request.path);
}

/** The reply of a mishap that is one; null for those of the connection. */
export function mishapReply(mishap: Mishap): FakeReply | null {
  switch (mishap.kind) {
    case 'status': {
      const reply = refusal(mishap.status, mishap.message ?? 'Something went wrong');
      return { ...reply, headers: mishap.headers ?? {} };
    }
    case 'secondary_limit':
      return secondaryLimit(mishap);
    case 'primary_limit':
      return {
        ...refusal(403, 'API rate limit exceeded for user ID 1.'),
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(mishap.resetAt) },
      };
    case 'redirect':
      return { status: mishap.status ?? 302, body: null, headers: { location: mishap.to } };
    default:
      return null;
  }
}

function secondaryLimit(mishap: Extract<Mishap, { kind: 'secondary_limit' }>): FakeReply {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes.';
  const documentation_url =
    'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits';
  const after = mishap.retryAfterS;
  return {
    status: mishap.status ?? 403,
    body: { message, documentation_url },
    headers: after === undefined ? {} : { 'retry-after': String(after) },
  };
}
