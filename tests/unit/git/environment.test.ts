import { describe, expect, it } from 'vitest';
import { credentialEnvironment, gitEnvironment } from '../../../src/git/environment.ts';

const fixed = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };

describe('gitEnvironment', () => {
  it('never asks, never locks, always speaks English', () => {
    expect(gitEnvironment({ LC_ALL: 'de_DE.UTF-8', GIT_TERMINAL_PROMPT: '1' })).toEqual(fixed);
  });

  it('passes what identity, push and signing need', () => {
    const passed = {
      PATH: '/bin',
      HOME: '/home/ada',
      XDG_CONFIG_HOME: '/c',
      GIT_CONFIG_GLOBAL: '/g',
      GIT_AUTHOR_NAME: 'Ada',
      SSH_AUTH_SOCK: '/s',
      GIT_SSH_COMMAND: 'ssh -i key',
      GIT_ASKPASS: '/a',
      GNUPGHOME: '/gpg',
      https_proxy: 'http://p',
      GIT_SSL_CAINFO: '/ca',
    };
    expect(gitEnvironment(passed)).toEqual({ ...passed, ...fixed });
  });

  it.each([
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_OBJECT_DIRECTORY',
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    'GIT_NAMESPACE',
    'GIT_CEILING_DIRECTORIES',
    'GIT_EXTERNAL_DIFF',
    'GIT_TRACE',
    'GIT_CONFIG_PARAMETERS',
    'GIT_EXEC_PATH',
    'GITHUB_TOKEN',
    'ANTHROPIC_API_KEY',
    'NODE_OPTIONS',
    'LD_PRELOAD',
  ])('keeps %s out', (name) => {
    expect(gitEnvironment({ [name]: 'x' })).toEqual(fixed);
  });

  it('numbers our settings before the user’s own pairs, which win', () => {
    const env = {
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'user.name',
      GIT_CONFIG_VALUE_0: 'Ada',
      GIT_CONFIG_KEY_1: 'user.email',
      GIT_CONFIG_VALUE_1: 'a@b',
      GIT_CONFIG_KEY_2: 'beyond.count',
    };
    expect(gitEnvironment(env, [{ key: 'remote.origin.url', value: '../o' }])).toEqual({
      ...fixed,
      GIT_CONFIG_COUNT: '3',
      GIT_CONFIG_KEY_0: 'remote.origin.url',
      GIT_CONFIG_VALUE_0: '../o',
      GIT_CONFIG_KEY_1: 'user.name',
      GIT_CONFIG_VALUE_1: 'Ada',
      GIT_CONFIG_KEY_2: 'user.email',
      GIT_CONFIG_VALUE_2: 'a@b',
    });
  });

  it('takes no pairs from a count that is none', () => {
    const env = { GIT_CONFIG_COUNT: '1e9', GIT_CONFIG_KEY_0: 'a.b', GIT_CONFIG_VALUE_0: 'c' };
    expect(gitEnvironment(env)).toEqual(fixed);
  });
});

describe('credentialEnvironment', () => {
  it('holds what credential helpers read and nothing else', () => {
    const env = { GH_TOKEN: 't', GITHUB_TOKEN: 'u', HF_TOKEN: 'v', PATH: '/bin' };
    expect(credentialEnvironment(env)).toEqual({ GH_TOKEN: 't', GITHUB_TOKEN: 'u' });
  });
});
