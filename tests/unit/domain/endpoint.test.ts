import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEndpoint, isLoopbackHost } from '../../../src/domain/endpoint.ts';

const STRICT = { allowHttpLoopback: false };
const LOOSE = { allowHttpLoopback: true };

describe('checkEndpoint', () => {
  it.each([
    'https://router.huggingface.co/v1',
    'https://example.org',
    'HTTPS://Example.ORG:8443/v1/chat/completions',
    'https://127.0.0.1:8443/v1',
    'https://[::1]:8443',
    'https://10.1.2.3/v1',
    'https://[2001:db8::1]/v1',
    'https://localhost/v1',
    'https://bücher.example/v1',
    'https://xn--bcher-kva.example',
  ])('takes %s', (text) => {
    expect(checkEndpoint(text, STRICT)).toEqual({ ok: true, url: new URL(text) });
  });

  it.each([
    'http://127.0.0.1:11434',
    'http://127.8.9.10/v1',
    'http://[::1]:8080/v1',
    'http://localhost:8000',
    'http://LOCALHOST:8000',
  ])('takes %s only where plain http on this machine is allowed', (text) => {
    expect(checkEndpoint(text, LOOSE)).toMatchObject({ ok: true });
    expect(checkEndpoint(text, STRICT)).toMatchObject({
      ok: false,
      rule: expect.stringContaining('--allow-http-loopback'),
    });
  });

  it.each([
    '',
    'example.org',
    'example.org/v1',
    'https:/example.org',
    'https:example.org',
    'https://',
    'https:///v1',
    'https://:8443/v1',
    'https://a..b:99999',
    'https://[::1',
    'https://exa mple.org',
    ' https://example.org',
    'https://example.org\n',
    'https://example.org\\@evil.example',
    'https://example.org/\u0000',
    'https://user@example.org',
    'https://user:secret@example.org',
    'https://:@example.org',
    'https://example.org/?key=secret',
    'https://example.org/v1?',
    'https://example.org/#part',
    'https://example.org/v1#',
    'ftp://example.org',
    'file:///etc/passwd',
    'ws://127.0.0.1',
    'javascript://127.0.0.1/%0aalert(1)',
    'http://example.org',
    'http://10.0.0.1',
    'http://192.168.0.1',
    'http://169.254.169.254/latest/meta-data',
    'http://localhost.',
    'http://localhost.example.org',
    'http://127.0.0.1.example.org',
    'http://localtest.me',
    'http://[::2]',
    'http://0.0.0.0:8080',
    // Other ways to write 127.0.0.1
    'http://2130706433',
    'http://0x7f000001',
    'http://0x7f.1',
    'http://0177.0.0.1',
    'http://127.1',
    'http://127.0.0.1.',
    'http://１２７.0.0.1',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://[0:0:0:0:0:0:0:1]',
    'https://2130706433',
    'https://0x7f000001/v1',
    'https://0300.0250.0.1',
    'https://127.1/v1',
    'https://127.0.0.1.:443',
    'https://[::ffff:7f00:1]',
    'https://[64:ff9b::7f00:1]',
    // Where no server is
    'https://0.0.0.0',
    'https://[::]',
    'https://169.254.169.254/v1',
    'https://[fe80::1]',
    'https://224.0.0.1',
    'https://[ff02::1]',
    'https://255.255.255.255',
  ])('refuses %j, allowed http or not', (text) => {
    expect(checkEndpoint(text, LOOSE)).toMatchObject({
      ok: false,
      rule: expect.stringMatching(/^must /),
    });
    expect(checkEndpoint(text, STRICT)).toMatchObject({ ok: false });
  });

  it.each([
    ['https://user:secret@example.org/v1', 'https://***@example.org/v1'],
    ['https://user:se@cr@et@example.org', 'https://***@example.org'],
    ['https://user:se/cret@example.org', 'https://***@example.org'],
    ['https://user:se?cret@example.org', 'https://***@example.org'],
    ['https://user:se#cret@example.org', 'https://***@example.org'],
    ['user:secret@example.org', '***@example.org'],
    ['http://example.org/v1', 'http://example.org/v1'],
    ['https://example.org/v1?key=secret', 'https://example.org/v1?…'],
    ['https://example.org/v1#secret', 'https://example.org/v1#…'],
    ['http://a\u001b[31m\nb', 'http://a b'],
  ])('shows %j as %j', (text, shown) => {
    expect(checkEndpoint(text, LOOSE)).toMatchObject({ ok: false, shown });
  });

  it('shows a long one cut', () => {
    const check = checkEndpoint(`http://example.org/${'a'.repeat(1000)}`, STRICT);
    expect(check.ok ? '' : check.shown).toHaveLength(200);
  });

  it('never shows a password, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20 }), (noise) => {
        const check = checkEndpoint(`https://user:CANARY${noise}@example.org/v1`, LOOSE);
        expect(check.ok ? 'taken' : check.shown).not.toContain('CANARY');
      }),
    );
  });

  it('takes nothing over plain http that is not this machine', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.webAuthority()), (host) => {
        const check = checkEndpoint(`http://${host.includes(':') ? `[${host}]` : host}/v1`, LOOSE);
        if (check.ok) expect(check.url.hostname).toMatch(/^(?:127\.|\[::1\]$|localhost$)/);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((end) => `https://${end}`),
        ),
        (text) => {
          const check = checkEndpoint(text, LOOSE);
          expect(check.ok || check.rule !== '').toBe(true);
        },
      ),
    );
  });
});

describe('isLoopbackHost', () => {
  it('knows this machine by name alone', () => {
    expect(['127.0.0.1', '127.255.0.9', '[::1]', 'localhost'].every(isLoopbackHost)).toBe(true);
    expect(['128.0.0.1', '[::2]', 'localhost.', '127.0.0.1.nip.io', ''].some(isLoopbackHost)).toBe(
      false,
    );
  });

  it('says of another scheme that it is the wrong one, whatever follows it', () => {
    for (const text of ['file:///x', 'ftp://example.org', 'ws://u:p@example.org']) {
      expect(checkEndpoint(text, { allowHttpLoopback: true })).toMatchObject({
        rule: 'must begin with https://',
      });
    }
  });
});
