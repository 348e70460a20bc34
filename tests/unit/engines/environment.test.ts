import { describe, expect, it } from 'vitest';
import { engineEnvironment, isCredential } from '../../../src/engines/environment.ts';

const request = { own: ['ANTHROPIC_'], pass: [], set: {} };

describe('isCredential', () => {
  it.each([
    'GITHUB_TOKEN',
    'GH_TOKEN',
    'HF_TOKEN',
    'LLM_API_KEY',
    'GITLAB_TOKEN',
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'STRIPE_SECRET',
    'DB_PASSWORD',
    'MYSQL_PWD',
    'PGPASSWORD',
    'SSH_AUTH_SOCK',
    'NPMTOKEN',
    'OPENAI_APIKEY',
    'npm_config__authToken',
    'npm_config_//registry.example.com/:_authToken',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'SIGNING_KEY',
    'SESSION_COOKIE',
    'SENTRY_DSN',
    'GITHUB_PAT',
    'accessToken',
  ])('%s is one', (name) => {
    expect(isCredential(name, 'x')).toBe(true);
  });

  it.each([
    'PATH',
    'HOME',
    'PWD',
    'OLDPWD',
    'LANG',
    'TERM',
    'NODE_EXTRA_CA_CERTS',
    'TOKENIZERS_PARALLELISM',
    'KEYBOARD_LAYOUT',
    'XAUTHORITY',
    'SSL_CERT_FILE',
    'COMPASS',
    'VIRTUAL_ENV',
  ])('%s is none', (name) => {
    expect(isCredential(name, '/x')).toBe(false);
  });

  it('sees a password in a URL, but for a proxy, which the engine needs', () => {
    const url = 'postgres://user:secret@db.example.com/app';
    expect(isCredential('DATABASE_URL', url)).toBe(true);
    expect(isCredential('HTTPS_PROXY', 'http://user:secret@proxy:8080')).toBe(false);
    expect(isCredential('HOMEPAGE', 'https://example.com/a:b@c')).toBe(false);
  });
});

describe('engineEnvironment', () => {
  it.each([
    'GIT_DIR',
    'GIT_SSH_COMMAND',
    'NODE_OPTIONS',
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'DYLD_X',
  ])('leaves %s out, which steers git, node or the loader', (name) => {
    expect(engineEnvironment({ ...request, env: { [name]: 'x', PATH: '/bin' } })).toEqual({
      PATH: '/bin',
    });
  });

  it.each(['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'])(
    'leaves %s out, which changes later steps of a workflow',
    (name) => {
      expect(engineEnvironment({ ...request, env: { [name]: '/tmp/x' } })).toEqual({});
    },
  );

  it('keeps what is the engine’s own', () => {
    const env = { ANTHROPIC_API_KEY: 'k', OTHER_API_KEY: 'k' };
    expect(engineEnvironment({ ...request, env })).toEqual({ ANTHROPIC_API_KEY: 'k' });
  });

  it('lets through what the user names, whatever it is', () => {
    const env = { NPM_TOKEN: 't', LD_LIBRARY_PATH: '/nix', GH_TOKEN: 'g' };
    const pass = ['NPM_TOKEN', 'LD_LIBRARY_PATH', 'ABSENT'];
    expect(engineEnvironment({ ...request, env, pass })).toEqual({
      NPM_TOKEN: 't',
      LD_LIBRARY_PATH: '/nix',
    });
  });

  it('sets what has to be set, over the user’s', () => {
    const env = { CODELICIOUS_RUN: 'stale', GONE: undefined };
    const set = { CODELICIOUS_RUN: 'now', SWITCH_KEY: '1' };
    expect(engineEnvironment({ ...request, env, set })).toEqual(set);
  });
});
