import { describe, expect, it } from 'vitest';
import {
  forwardedSettings,
  isOn,
  parseSettings,
  type ScopedSetting,
} from '../../../src/git/settings.ts';

const local = (key: string, value: string): ScopedSetting => ({ scope: 'local', key, value });
const global = (key: string, value: string): ScopedSetting => ({ scope: 'global', key, value });

describe('parseSettings', () => {
  it('reads scope, key and value; values may hold line feeds, a bare key is true', () => {
    const fields = ['global', 'user.name\nAda', 'local', 'a.b\none\ntwo', 'local', 'c.d'];
    expect(parseSettings(fields)).toEqual([
      global('user.name', 'Ada'),
      local('a.b', 'one\ntwo'),
      local('c.d', 'true'),
    ]);
  });
});

describe('forwardedSettings', () => {
  it('carries remote, identity, signing, credentials and rewrites; nothing else', () => {
    const theirs = [
      local('remote.origin.url', 'git@host:a/b.git'),
      local('remote.origin.fetch', '+refs/*:refs/*'),
      local('remote.other.url', 'x'),
      local('user.email', 'a@b'),
      local('commit.gpgsign', 'true'),
      local('gpg.format', 'ssh'),
      local('credential.helper', 'store'),
      local('url.https://x/.insteadof', 'y:'),
      local('http.https://x/.extraheader', 'Authorization: z'),
      local('core.sshcommand', 'ssh -i k'),
      local('core.hookspath', '.husky'),
      local('core.fsmonitor', 'evil'),
      local('filter.evil.clean', 'evil'),
      local('diff.external', 'evil'),
    ];
    expect(forwardedSettings(theirs, []).map((setting) => setting.key)).toEqual([
      'remote.origin.url',
      'user.email',
      'commit.gpgsign',
      'gpg.format',
      'credential.helper',
      'url.https://x/.insteadof',
      'http.https://x/.extraheader',
      'core.sshcommand',
    ]);
  });

  it('does not repeat what the user’s own files say anyway', () => {
    const shared = [global('user.name', 'Ada'), global('http.extraheader', 'X: 1')];
    const theirs = [...shared, local('http.extraheader', 'X: 2')];
    expect(forwardedSettings(theirs, shared)).toEqual([{ key: 'http.extraheader', value: 'X: 2' }]);
  });

  it('lets a conditional include decide as it does in the checkout', () => {
    const theirs = [global('user.email', 'home@b'), global('user.email', 'work@b')];
    const ours = [global('user.email', 'home@b')];
    expect(forwardedSettings(theirs, ours)).toEqual([{ key: 'user.email', value: 'work@b' }]);
    const overridden = [global('user.email', 'work@b'), global('user.email', 'home@b')];
    expect(forwardedSettings(overridden, ours).at(-1)).toEqual({
      key: 'user.email',
      value: 'home@b',
    });
  });

  it('empties a list first that cannot be continued', () => {
    const theirs = [global('credential.helper', 'first'), global('credential.helper', 'second')];
    const ours = [global('credential.helper', 'second')];
    expect(forwardedSettings(theirs, ours).map((setting) => setting.value)).toEqual([
      '',
      'first',
      'second',
    ]);
  });

  it('leaves out what the environment says: that is passed on as it is', () => {
    const theirs = [{ scope: 'command', key: 'user.name', value: 'Ada' }];
    expect(forwardedSettings(theirs, [])).toEqual([]);
  });
});

describe('isOn', () => {
  it.each([
    ['true', true],
    ['YES', true],
    ['on', true],
    ['1', true],
    ['false', false],
    ['no', false],
    ['0', false],
    ['', false],
  ])('reads %j', (value, expected) => {
    expect(isOn([local('commit.gpgsign', value)], 'commit.gpgsign')).toBe(expected);
  });

  it('believes the last one, and off where there is none', () => {
    expect(isOn([local('a.b', 'true'), local('a.b', 'false')], 'a.b')).toBe(false);
    expect(isOn([], 'a.b')).toBe(false);
  });
});
