import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/domain/redaction.ts';

/** Made up at run time, so that no scanner takes this file for a leak. */
const random = (length: number, alphabet = 'aB3dE6gH9jK2mN5pQ8sT1vW4xY7z'): string =>
  Array.from({ length }, (_, index) => alphabet[(index * 7 + length) % alphabet.length]).join('');

const shapes = createRedactor([]);

describe('known secrets', () => {
  const secret = `p@ss/w"ö+rd ${random(12)}`;
  const redactor = createRedactor([secret, 'short', '', '   ']);
  const encodings: readonly [string, (text: string) => string][] = [
    ['as it is', (text) => text],
    ['base64', (text) => Buffer.from(text).toString('base64')],
    ['base64 of more, one byte off', (text) => Buffer.from(`x${text}y`).toString('base64')],
    ['base64 of more, two bytes off', (text) => Buffer.from(`xy${text}zz`).toString('base64')],
    ['base64url', (text) => Buffer.from(`user:${text}`).toString('base64url')],
    ['hex', (text) => Buffer.from(text).toString('hex')],
    ['capital hex', (text) => Buffer.from(text).toString('hex').toUpperCase()],
    ['percent', encodeURIComponent],
    [
      'small percent',
      (text) => encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase()),
    ],
    ['a form', (text) => encodeURIComponent(text).replaceAll('%20', '+')],
    ['JSON', (text) => JSON.stringify({ text })],
    ['JSON within JSON', (text) => JSON.stringify(JSON.stringify([text]))],
    ['HTML', (text) => text.replaceAll('"', '&quot;')],
  ];

  it.each(encodings)('are masked and found when written as %s', (_name, encode) => {
    const text = `before ${encode(secret)} after`;
    expect(redactor.contains(text)).toBe(true);
    expect(redactor.contains(Buffer.from(text))).toBe(true);
    const masked = redactor.redactKnown(text);
    expect(masked).toContain('***');
    expect(masked).toMatch(/^before .* after$/);
    expect(redactor.contains(masked)).toBe(false);
  });

  it('too short to tell are left alone', () => {
    expect(redactor.redact('a short word')).toBe('a short word');
    expect(redactor.contains('a short word')).toBe(false);
  });

  it('of several lines are masked line by line as well', () => {
    const key = ['-----BEGIN THING-----', random(40), random(41), '-----END THING-----'].join('\n');
    const own = createRedactor([key]);
    expect(own.redactKnown(`saw ${random(41)}!`)).toBe('saw ***!');
    expect(own.redactKnown('-----BEGIN THING-----')).toBe('-----BEGIN THING-----');
  });

  it('that contain one another are masked whole', () => {
    const own = createRedactor(['abcdef', 'abcdefghijkl']);
    expect(own.redactKnown('abcdefghijkl abcdef')).toBe('*** ***');
  });

  it('are found in bytes that are no text', () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0, 0xc3]),
      Buffer.from(secret),
      Buffer.from([0x80]),
    ]);
    expect(redactor.contains(bytes)).toBe(true);
    expect(redactor.contains(new Uint8Array(100))).toBe(false);
  });

  it('never survive, whatever they are and wherever they stand', () => {
    const value = fc.string({ unit: 'binary', minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (raw, before, after) => {
        const text = raw.trim();
        const own = createRedactor([raw]);
        const masked = own.redactKnown(`${before}${text}${after}`);
        expect(text.length >= 6 && masked.includes(text) && !'***'.includes(text)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});

describe('shapes of secrets', () => {
  const tokens: readonly [string, string][] = [
    ['GitHub', `ghp_${random(36)}`],
    ['GitHub app', `ghs_${random(36)}`],
    ['GitHub fine-grained', `github_pat_${random(22)}_${random(59)}`],
    ['Anthropic', `sk-ant-api03-${random(93)}`],
    ['OpenAI', `sk-${random(48)}`],
    ['OpenAI project', `sk-proj-${random(60)}`],
    ['Hugging Face', `hf_${random(34)}`],
    ['GitLab', `glpat-${random(20)}`],
    ['Slack', `xoxb-${random(12, '123456')}-${random(24)}`],
    ['Slack hook', `https://hooks.slack.com/services/T${random(8)}/B${random(8)}/${random(24)}`],
    ['AWS', `AKIA${random(16, 'ABCDEFGH234567')}`],
    ['Google', `AIza${random(35)}`],
    ['npm', `npm_${random(36)}`],
    ['PyPI', `pypi-${random(80)}`],
    ['Stripe', `sk_live_${random(24)}`],
    ['Vault', `hvs.${random(40)}`],
    ['JWT', `eyJ${random(30)}.eyJ${random(40)}.${random(43)}`],
  ];

  it.each(tokens)('%s tokens are masked', (_name, token) => {
    const masked = shapes.redact(`got "${token}", ok`);
    expect(masked).toContain('***');
    expect(masked).not.toContain(token.slice(-12));
    expect(masked).toMatch(/^got ".*", ok$/);
  });

  it('private keys are masked, to the end when theirs was cut off', () => {
    const begin = '-----BEGIN OPENSSH PRIVATE KEY-----';
    const key = `${begin}\n${random(64)}\n-----END OPENSSH PRIVATE KEY-----`;
    expect(shapes.redact(`a ${key} b ${key} c`)).toBe('a *** b *** c');
    expect(shapes.redact(`a ${begin}\n${random(64)}\n${begin}`)).toBe('a ***');
    expect(shapes.redact(JSON.stringify({ key }))).toBe('{"key":"***"}');
    expect(shapes.redact('-----BEGIN PUBLIC KEY-----')).toBe('-----BEGIN PUBLIC KEY-----');
  });

  it.each([
    ['https://user:pass@host/path', 'https://***@host/path'],
    ['https://user:p@ss@wo@rd@host/path', 'https://***@host/path'],
    ['https://token@host:8080', 'https://***@host:8080'],
    ['postgres://u:p@h/db?x=a@b', 'postgres://***@h/db?x=a@b'],
    ['ssh://git@host/repo.git', 'ssh://git@host/repo.git'],
    ['https://host/@scope/pkg', 'https://host/@scope/pkg'],
    ['mail me@example.test', 'mail me@example.test'],
  ])('the user in an address: %s', (text, masked) => {
    expect(shapes.redact(text)).toBe(masked);
  });

  it.each([
    ['Authorization: Bearer abc123def456', 'Authorization: Bearer ***'],
    ['Authorization: Authorization: abcDEF123456', 'Authorization: Authorization: ***'],
    ['authorization: basic dXNlcjpwYXNz', 'authorization: basic ***'],
    ['"authorization":"token 0123456789"', '"authorization":"token ***"'],
    ['x-api-key: 0123456789abcdef', 'x-api-key: ***'],
    ['use bearer abcdefgh12345678ijkl now', 'use bearer *** now'],
    ['Set-Cookie: session=abcdef; Path=/', 'Set-Cookie: ***'],
    ['password=hunter', 'password=***'],
    ['DB_PASSWORD: "correct horse"', 'DB_PASSWORD: "*** horse"'],
    ["client_secret = 'abcdef'", "client_secret = '***'"],
    ['{"accessToken":"abcdef"}', '{"accessToken":"***"}'],
    ['aws_secret_access_key=AbCd/Ef+Gh', 'aws_secret_access_key=***'],
    ['token: a1b2c3d4e5', 'token: ***'],
    ['api-key == `abcd`', 'api-key == `***`'],
    ['deploy --token abc12345', 'deploy --token ***'],
    ['deploy --api-key=abcdef', 'deploy --api-key=***'],
  ])('what stands before tells: %s', (text, masked) => {
    expect(shapes.redact(text)).toBe(masked);
  });

  it.each([
    'Authorization: roles are checked first',
    'Cookie: ask before setting one',
    'the bearer of_a_very_long_identifier',
    'token: invalid signature',
    'token=${GITHUB_TOKEN}',
    'password: null',
    'secret=true',
    'maxTokens: 200000',
    'if (token === undefined) return',
    'pass --token to the command',
    'sk-learn is a library, task-management-and-more-words too',
    'the commit 0123456789abcdef0123456789abcdef01234567',
  ])('prose and code stay as they are: %s', (text) => {
    expect(shapes.redact(text)).toBe(text);
  });

  it('are masked once: masking again changes nothing', () => {
    const words = fc.constantFrom(
      ...tokens.map(([, token]) => `${token} `),
      'password=',
      'token: ',
      'Authorization: ',
      'Bearer ',
      '--secret ',
      'https://',
      'a:b@c',
      '***',
      '"',
      ' ',
      '\n',
      'abcDEF123456',
      '-----BEGIN PRIVATE KEY-----',
      '-----END PRIVATE KEY-----',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const once = shapes.redact(parts.join(''));
        expect(shapes.redact(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'ghp_',
    'github_pat_',
    'sk-',
    'sk-ant-',
    'glpat-',
    'xoxb-',
    'eyJ',
    'eyJaaaaaaaaa.',
    '-',
    '_',
    'a',
    'A',
    '9',
    '0:AA',
    '://',
    '://a:',
    '@',
    'password',
    'password=',
    'token:',
    'authorization:',
    'authorization: ',
    'cookie:',
    'bearer ',
    '--token ',
    ' ',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN ',
    'SG.',
    'SG.aaaaaaaaaaaaaaaa.',
    'hooks.slack.com/services/',
    'AKIA',
    '\\"',
    '.',
  ])('cost no more than their length: %j', (piece) => {
    const text = piece.repeat(Math.ceil(300_000 / piece.length));
    const start = performance.now();
    shapes.redact(text);
    expect(performance.now() - start).toBeLessThan(1500);
  });
});
