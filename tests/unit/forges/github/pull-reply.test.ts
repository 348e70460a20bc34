import { describe, expect, it } from 'vitest';
import { isOurs, pullReply, toPull } from '../../../../src/forges/github/pull-reply.ts';
import { graphqlUrl } from '../../../../src/forges/github/ready.ts';

const least = {
  number: 3,
  state: 'open',
  title: 'T',
  head: { ref: 'c/a' },
  base: { ref: 'main' },
};
const parse = (more: object) => pullReply.parse({ ...least, ...more });

describe('toPull', () => {
  it('makes do with the least a server says', () => {
    expect(toPull(parse({}), 'https://github.com/o/r')).toEqual({
      number: 3,
      url: 'https://github.com/o/r/pull/3',
      state: 'open',
      draft: false,
      head: 'c/a',
      base: 'main',
      title: 'T',
      body: '',
    });
  });

  it.each([
    [{ state: 'closed', merged_at: null }, 'closed'],
    [{ state: 'closed', merged_at: '2026-01-01T00:00:00Z' }, 'merged'],
    [{ state: 'open', merged_at: null, body: null, draft: null }, 'open'],
  ])('reads the state of %j', (more, state) => expect(toPull(parse(more), '').state).toBe(state));
});

describe('isOurs', () => {
  const between = (head: unknown, base: unknown) =>
    isOurs(parse({ head: { ref: 'a', repo: head }, base: { ref: 'b', repo: base } }));

  it('compares ids, else names, and believes a server that says neither', () => {
    expect(between({ id: 1, full_name: 'old/name' }, { id: 1, full_name: 'o/r' })).toBe(true);
    expect(between({ id: 2, full_name: 'o/r' }, { id: 1, full_name: 'o/r' })).toBe(false);
    expect(between({ full_name: 'O/R' }, { full_name: 'o/r' })).toBe(true);
    expect(between({ full_name: 'x/r' }, { full_name: 'o/r' })).toBe(false);
    expect(between(undefined, undefined)).toBe(true);
  });

  it('takes a repository that is gone for a fork', () => {
    expect(between(null, { id: 1 })).toBe(false);
  });
});

describe('graphqlUrl', () => {
  it.each([
    ['https://api.github.com', 'https://api.github.com/graphql'],
    ['https://ghe.example.org/api/v3', 'https://ghe.example.org/api/graphql'],
  ])('%s', (api, url) => expect(graphqlUrl(api)).toBe(url));
});
