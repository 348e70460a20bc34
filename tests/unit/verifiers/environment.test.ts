import { describe, expect, it } from 'vitest';
import { verifyEnvironment } from '../../../src/verifiers/environment.ts';

const env = {
  PATH: '/usr/bin',
  HOME: '/home/me',
  LANG: 'C.UTF-8',
  GOPATH: '/go',
  npm_config_cache: '/cache',
  GITHUB_TOKEN: 'secret',
  HF_TOKEN: 'secret',
  ANTHROPIC_API_KEY: 'secret',
  GIT_DIR: '/elsewhere',
  NODE_OPTIONS: '--require x',
  NODE_EXTRA_CA_CERTS: '/ca',
  LD_PRELOAD: 'x.so',
  SSH_AUTH_SOCK: '/sock',
  DATABASE_URL: 'postgres://',
  EMPTY: '',
};

describe('verifyEnvironment', () => {
  it('passes what a build needs and nothing else', () => {
    expect(verifyEnvironment({ env, passEnv: [] }, { CODELICIOUS_JOB: 'verify' })).toEqual({
      PATH: '/usr/bin',
      HOME: '/home/me',
      LANG: 'C.UTF-8',
      GOPATH: '/go',
      npm_config_cache: '/cache',
      CI: 'true',
      CODELICIOUS_JOB: 'verify',
    });
  });

  it('passes the names the user gives, where they are set', () => {
    const names = ['DATABASE_URL', 'EMPTY', 'ABSENT'];
    expect(verifyEnvironment({ env, passEnv: names }, {})).toMatchObject({
      DATABASE_URL: 'postgres://',
      EMPTY: '',
    });
    expect(verifyEnvironment({ env, passEnv: names }, {})).not.toHaveProperty('ABSENT');
  });

  it('always has a PATH, and always CI', () => {
    expect(verifyEnvironment({ env: { CI: 'false' }, passEnv: ['CI'] }, {})).toEqual({
      PATH: '/usr/local/bin:/usr/bin:/bin',
      CI: 'true',
    });
  });

  it('lets the job say its own variables last', () => {
    expect(verifyEnvironment({ env, passEnv: [] }, { LANG: 'C' })).toMatchObject({ LANG: 'C' });
  });
});
