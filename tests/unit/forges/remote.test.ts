import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRemote } from '../../../src/forges/remote.ts';

const github = { host: 'github.com', owner: 'o', repo: 'r' };

describe('parseRemote', () => {
  it.each([
    'https://github.com/o/r.git',
    'https://github.com/o/r',
    'https://github.com/o/r/',
    'https://github.com/o/r.git/',
    'https://GitHub.com/o/r.git',
    'http://github.com/o/r',
    'https://github.com:443/o/r.git',
    'https://ada:ghp_secret@github.com/o/r.git',
    'https://x-access-token:ghs_secret@github.com/o/r',
    ' https://github.com/o/r.git\n',
    'ssh://git@github.com/o/r.git',
    'ssh://git@github.com:22/o/r.git/',
    'git+ssh://git@github.com/o/r',
    'git://github.com/o/r.git',
    'git@github.com:o/r.git',
    'git@github.com:o/r',
    'git@github.com:/o/r.git',
    'github.com:o/r.git',
  ])('reads %j', (url) => expect(parseRemote(url)).toEqual(github));

  it.each([
    [
      'https://gitlab.com/group/sub/sub2/r.git',
      { host: 'gitlab.com', owner: 'group/sub/sub2', repo: 'r' },
    ],
    [
      'git@gitlab.example.org:group/sub/r.git',
      { host: 'gitlab.example.org', owner: 'group/sub', repo: 'r' },
    ],
    ['ssh://git@ssh.github.com:443/o/r.git', { host: 'ssh.github.com', owner: 'o', repo: 'r' }],
    ['git@[::1]:o/r.git', { host: '[::1]', owner: 'o', repo: 'r' }],
    ['ssh://git@[::1]:2222/o/r', { host: '[::1]', owner: 'o', repo: 'r' }],
    ['https://github.com/o/r.git.git', { host: 'github.com', owner: 'o', repo: 'r.git' }],
    ['https://github.com/o.x/.github', { host: 'github.com', owner: 'o.x', repo: '.github' }],
    ['work:o/r', { host: 'work', owner: 'o', repo: 'r' }],
  ])('reads %j', (url, remote) => {
    expect(parseRemote(url)).toEqual(remote);
  });

  it.each([
    '',
    '/srv/git/r.git',
    '../r.git',
    './a:b/c',
    'r',
    'C:\\work\\r',
    'C:/work/r',
    'file:///srv/o/r.git',
    'ext::sh -c evil/x',
    'https://github.com',
    'https://github.com/o',
    'https://github.com//r',
    'https://github.com/o/..',
    'https://github.com/o/a%2Fb',
    'https:///o/r',
    'git@github.com:r.git',
    'git@github.com:o/r with space',
    'https://github.com/o/r\u0007x',
  ])('finds no repository in %j', (url) => expect(parseRemote(url)).toBeNull());

  it('never throws, and never lets a user name or password through', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseRemote(text);
        parseRemote(`https://${text}`);
        parseRemote(`git@${text}`);
      }),
    );
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
    fc.assert(
      fc.property(name, name, name, (user, owner, repo) => {
        const secret = `sec-${user}-ret`;
        for (const at of [
          `https://${user}:${secret}@h.io/`,
          `ssh://${secret}@h.io:1/`,
          `${secret}@h.io:`,
        ]) {
          expect(parseRemote(`${at}${owner}/${repo}.git`)).toEqual({ host: 'h.io', owner, repo });
        }
      }),
    );
  });
});
