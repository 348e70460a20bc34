import { describe, expect, it } from 'vitest';
import { upstreamFor } from '../../../../src/sandbox/network/upstream.ts';

describe('upstreamFor', () => {
  const of = (env: Record<string, string>, name = 'api.example', port = 443) =>
    upstreamFor({ name, port }, env)?.href ?? null;

  it('is nothing where nothing is named', () => {
    expect(of({})).toBeNull();
    expect(of({ HTTPS_PROXY: '' })).toBeNull();
  });

  it.each([
    [{ HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
    [{ HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' }, 'http://b:2/'],
    [{ ALL_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
    [{ HTTPS_PROXY: 'https://u:p@proxy' }, 'https://u:p@proxy/'],
    [{ HTTPS_PROXY: 'socks5://proxy:1' }, null],
    [{ HTTPS_PROXY: 'http://' }, null],
  ])('%j is %s', (env, url) => {
    expect(of(env)).toBe(url);
  });

  it.each([
    ['*', null],
    ['api.example', null],
    ['.example', null],
    ['*.example', null],
    ['example', null],
    ['API.EXAMPLE:443', null],
    ['a, b api.example', null],
    ['api.example:80', 'http://proxy/'],
    ['xample', 'http://proxy/'],
    ['other', 'http://proxy/'],
  ])('NO_PROXY=%s: %s', (rule, url) => {
    expect(of({ HTTPS_PROXY: 'http://proxy', NO_PROXY: rule })).toBe(url);
  });
});
