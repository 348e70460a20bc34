import { describe, expect, it } from 'vitest';
import { graphqlFault, httpFault, thrownFault } from '../../../../src/forges/github/fault.ts';

const reply = (data: unknown, headers = {}) => httpFault({ status: 422, headers, data });

describe('httpFault', () => {
  it('keeps the structure and quotes the words', () => {
    const data = {
      message: 'Validation Failed',
      documentation_url: 'https://docs',
      errors: [
        { resource: 'PullRequest', field: 'head', code: 'invalid' },
        { message: 'No commits\u001b[31m between\n a and b' },
        'plain words',
        { code: 'custom' },
      ],
    };
    expect(reply(data, { 'Retry-After': 5 })).toEqual({
      kind: 'http',
      status: 422,
      headers: { 'retry-after': '5' },
      documentationUrl: 'https://docs',
      fields: ['head'],
      said: 'Validation Failed: head is not valid: No commits between a and b: plain words',
    });
  });

  it.each([null, '', '<html>502</html>', [], { message: 7, errors: 'x', documentation_url: 1 }])(
    'bears a body that is none of GitHub: %j',
    (data) => expect(reply(data)).toMatchObject({ documentationUrl: null, fields: [], said: '' }),
  );

  it('cuts long words', () => {
    expect(reply({ message: 'x'.repeat(5000) }).said).toHaveLength(200);
  });
});

describe('graphqlFault', () => {
  it('is there only where errors are', () => {
    expect(graphqlFault({ data: {} })).toBeNull();
    expect(graphqlFault({ errors: [] })).toBeNull();
    expect(graphqlFault([{ errors: [] }])).toBeNull();
    expect(graphqlFault({ errors: [{ type: 'A', message: 'a' }, { message: 'b' }] })).toEqual({
      kind: 'graphql',
      types: ['A', ''],
      said: 'a; b',
    });
  });
});

describe('thrownFault', () => {
  const failed = (cause: unknown) =>
    Object.assign(new Error('fetch failed', { cause }), { name: 'HttpError', status: 500 });

  it('finds the code of a failed connection in its causes', () => {
    const inner = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const error = failed(new TypeError('fetch failed', { cause: inner }));
    expect(thrownFault(error)).toEqual({ kind: 'network', reason: 'ECONNREFUSED' });
    expect(thrownFault(failed(undefined))).toEqual({ kind: 'network', reason: null });
  });

  it('knows a deadline', () => {
    const late = { kind: 'network', reason: 'no reply in time' };
    expect(thrownFault(failed(new DOMException('late', 'TimeoutError')))).toEqual(late);
    expect(thrownFault(new DOMException('gone', 'AbortError'))).toEqual(late);
  });

  it('takes a response for a refusal', () => {
    const response = { status: 404, headers: {}, data: { message: 'Not Found' } };
    const error = Object.assign(new Error('x'), { name: 'HttpError', response });
    expect(thrownFault(error)).toMatchObject({ kind: 'http', status: 404, said: 'Not Found' });
  });

  it('lets a bug through', () => {
    const bug = new TypeError('x is not a function');
    expect(() => thrownFault(bug)).toThrow(bug);
  });
});
