import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/engines/endpoint/judge.ts';

const NOW = Date.UTC(2026, 2, 1, 12, 0);

function judged(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return judge({ kind: 'status', status, headers: new Headers(headers), body }, 'host', NOW);
}

describe('judge', () => {
  it.each([
    [
      400,
      {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message: 'Your credit balance is too low to access the Anthropic API.',
        },
      },
    ],
    [429, { error: { code: 'insufficient_quota', type: 'insufficient_quota', message: 'Quota' } }],
  ])('takes an account that nobody pays for one that is not let in: %i', (status, body) => {
    expect(judged(status, body)).toMatchObject({
      ...{ retry: false, refusal: { type: 'unauthenticated' } },
    });
  });

  it('does not take every 400 that speaks of credit for that', () => {
    const error = { type: 'invalid_request_error', message: 'credit balance is too low a word' };
    expect(judged(400, { error }).refusal).toMatchObject({ type: 'failed', code: 'bad_request' });
  });

  it.each([
    'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000',
    'Input validation error: `inputs` must have less than 4095 tokens. Given: 5000',
  ])('knows a conversation that is too long by what TGI says: %s', (message) => {
    expect(judged(422, { error: message, error_type: 'validation' }).refusal).toMatchObject({
      code: 'context_overflow',
    });
  });

  it('waits as long as a model takes to load, unless a header says otherwise', () => {
    const loading = { error: 'Model m is currently loading', estimated_time: 20.5 };
    expect(judged(503, loading)).toMatchObject({ retry: true, retryAfterMs: 20_500 });
    expect(judged(503, loading, { 'retry-after': '3' }).retryAfterMs).toBe(3000);
    for (const estimated_time of [-1, 0, '20', null]) {
      expect(judged(503, { error: 'loading', estimated_time }).retryAfterMs).toBeNull();
    }
  });
});
