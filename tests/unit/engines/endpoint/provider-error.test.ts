import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProviderError } from '../../../../src/engines/endpoint/provider-error.ts';

describe('readProviderError', () => {
  it.each([
    [
      {
        type: 'error',
        error: { type: 'overloaded_error', message: 'busy', details: { error_code: 'x_y' } },
      },
      { type: 'overloaded_error', code: 'x_y', status: null, message: 'busy' },
    ],
    [
      {
        error: {
          message: 'long',
          type: 'invalid_request_error',
          param: null,
          code: 'context_length_exceeded',
        },
      },
      {
        type: 'invalid_request_error',
        code: 'context_length_exceeded',
        status: null,
        message: 'long',
      },
    ],
    [
      { error: { code: 503, message: 'loading model', type: 'unavailable_error' } },
      { type: 'unavailable_error', code: '', status: 503, message: 'loading model' },
    ],
    [
      { error: 'too long', error_type: 'validation' },
      { type: 'validation', code: '', status: null, message: 'too long' },
    ],
    [
      { object: 'error', message: 'no model', type: 'NotFoundError', code: 404 },
      { type: 'NotFoundError', code: '', status: 404, message: 'no model' },
    ],
    [{ detail: 'Not Found' }, { type: '', code: '', status: null, message: 'Not Found' }],
    ['plain', { type: '', code: '', status: null, message: 'plain' }],
    [null, { type: '', code: '', status: null, message: '' }],
  ])('reads %j', (body, error) => {
    expect(readProviderError(body)).toEqual({ waitMs: null, ...error });
  });

  it('reads a status in place of a code', () => {
    expect(readProviderError({ error: { code: 429 } }).status).toBe(429);
    expect(readProviderError({ error: { code: 'x' } }).status).toBeNull();
  });

  it('reads how long a model takes to load', () => {
    expect(readProviderError({ error: 'loading', estimated_time: 1.5 }).waitMs).toBe(1500);
  });

  it('reads anything', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const { type, code, message } = readProviderError(body);
        expect([type, code, message].every((text) => typeof text === 'string')).toBe(true);
      }),
    );
  });
});
