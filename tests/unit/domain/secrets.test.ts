import { describe, expect, it } from 'vitest';
import { isCredentialName, secretValues } from '../../../src/domain/secrets.ts';

describe('the name of a variable', () => {
  it.each([
    'GITHUB_TOKEN',
    'GH_TOKEN',
    'ANTHROPIC_API_KEY',
    'LLM_API_KEY',
    'HF_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_ACCESS_KEY_ID',
    'MYSQL_PWD',
    'PGPASSWORD',
    'PGPASSWORD_2',
    'NPMTOKEN',
    'myAccesskey',
    'npm_config__authToken',
    'npm_config_//registry.npmjs.org/:_authToken',
    'SENTRY_DSN',
    'OPENAI_KEY',
    'GITHUB_PAT',
    'SIGNING_KEY',
    'TWINE_PASSWORD',
    'dockerPassword',
    'PASSWORD1',
  ])('says that it holds a credential: %s', (name) => {
    expect(isCredentialName(name)).toBe(true);
  });

  it.each([
    'PATH',
    'HOME',
    'PWD',
    'OLDPWD',
    'SSH_AUTH_SOCK',
    'GIT_ASKPASS',
    'MAX_TOKENS',
    'CLAUDE_CODE_MAX_OUTPUT_TOKENS',
    'TOKEN_FILE',
    'SECRET_NAME',
    'GPG_PUBLIC_KEY',
    'KEYBOARD',
    'AUTHOR',
    'PASSAGE',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'TOKEN_LIMIT',
    'AUTH_URL',
    'COMPASS',
  ])('says that it does not: %s', (name) => {
    expect(isCredentialName(name)).toBe(false);
  });
});

describe('the secrets of an environment', () => {
  it('are the values of its credentials, each once, without the trivial', () => {
    const env = {
      GITHUB_TOKEN: 'abcdefgh',
      GH_TOKEN: 'abcdefgh',
      HF_TOKEN: '  padded-value\n',
      API_KEY: 'short',
      USE_AUTH: 'true',
      BUILD_TOKEN: '12345678',
      PGPASSWORD: 'postgres',
      EMPTY_SECRET: '',
      UNSET_SECRET: undefined,
      HOME: '/home/somebody',
    };
    expect(secretValues(env)).toEqual(['abcdefgh', 'padded-value']);
  });

  it('include the passwords in its addresses, as written and as meant', () => {
    const env = {
      DATABASE_URL: 'postgres://app:s3cret%2Fp+w@db/app',
      HTTPS_PROXY: 'http://user:p@ss@word@proxy:8080/',
      PLAIN_URL: 'https://example.test/a:b@c',
      REPO: 'ssh://git@example.test/repo',
      ODD: 'http://u:%zz%ff%zz@h',
    };
    expect(secretValues(env)).toEqual([
      's3cret%2Fp+w',
      's3cret/p+w',
      'p@ss@word',
      '%zz%ff%zz',
      '%zz\uFFFD%zz',
    ]);
  });
});
