import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../../../src/engines/endpoint/proxy.ts';

const PROXY = 'http://proxy.example:3128';

function proxy(url: string, env: Record<string, string>): string | null {
  return proxyFor(new URL(url), env);
}

describe('proxyFor', () => {
  it('takes the proxy of the environment, in small letters first', () => {
    expect(proxy('https://api.example.org', { HTTPS_PROXY: PROXY })).toBe(PROXY);
    expect(proxy('https://api.example.org', { https_proxy: PROXY, HTTPS_PROXY: 'x' })).toBe(PROXY);
    expect(proxy('https://api.example.org', {})).toBeNull();
    expect(proxy('https://api.example.org', { HTTPS_PROXY: ' ' })).toBeNull();
    expect(proxy('https://api.example.org', { HTTP_PROXY: PROXY })).toBeNull();
  });

  it('never asks a proxy for this machine', () => {
    for (const url of [
      'https://localhost',
      'https://127.0.0.1:8443',
      'https://[::1]',
      'http://127.0.0.1',
    ]) {
      expect(proxy(url, { HTTPS_PROXY: PROXY })).toBeNull();
    }
  });

  it.each([
    ['*', true],
    ['example.org', true],
    ['.example.org', true],
    ['*.example.org', true],
    ['other.org, API.example.org', true],
    ['api.example.org:8443', true],
    ['ample.org', false],
    ['', false],
    ['api.example.org:443', false],
  ])('leaves out what NO_PROXY %j lists', (NO_PROXY, direct) => {
    const found = proxy('https://api.example.org:8443/v1', { HTTPS_PROXY: PROXY, NO_PROXY });
    expect(found === null).toBe(direct);
  });
});
