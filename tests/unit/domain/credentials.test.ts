import { describe, expect, it } from 'vitest';
import { isCredentialFile } from '../../../src/domain/credentials.ts';

const KEY = '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n';

describe('isCredentialFile', () => {
  it.each([
    ['.env', 'API_KEY=q8f7a6s5d4f3'],
    ['deploy/.env.production', 'export DB_PASSWORD="hunter2hunter2"'],
    ['config/prod.env', 'SECRET_TOKEN=abcdef0123456789'],
    ['id_ed25519', '-----BEGIN OPENSSH PRIVATE KEY-----\n'],
    ['certs/server.key', KEY],
    ['certs/server.pem', KEY],
    ['key.ppk', 'PuTTY-User-Key-File-3: ssh-ed25519\n'],
    ['store.p12', '\u0000\u0001'],
    ['.npmrc', '//registry.npmjs.org/:_authToken=npm_abcdefghijkl'],
    ['.pypirc', '[pypi]\npassword = pypi-abcdefgh'],
    ['credentials.json', '{ "client_secret": "GOCSPX-abcdefgh" }'],
    ['secrets.yaml', 'db:\n  password: correct-horse'],
    ['.aws/credentials', 'aws_secret_access_key = abcdefgh12345678'],
  ])('%s', (path, text) => {
    expect(isCredentialFile(path, text)).toBe(true);
  });

  it.each([
    ['.env', 'PORT=3000\nNODE_ENV=development'],
    ['.env', 'API_KEY=your-key-here'],
    ['.env', 'API_KEY=${API_KEY}'],
    ['.env', 'PASSWORD=<fill me in>'],
    ['.env', 'DATABASE_URL=postgres://postgres:postgres@localhost/app'],
    ['.env.example', 'API_KEY=q8f7a6s5d4f3'],
    ['id_rsa.pub', 'ssh-rsa AAAA'],
    ['certs/ca.pem', '-----BEGIN CERTIFICATE-----\nMIIE\n'],
    ['.npmrc', 'save-exact=true'],
    ['src/token.ts', 'const token = "abcdefghijkl";'],
    ['src/credentials.ts', 'export const password = readPassword();'],
    ['src/environment.ts', KEY],
  ])('not %s: %j', (path, text) => {
    expect(isCredentialFile(path, text)).toBe(false);
  });
});
