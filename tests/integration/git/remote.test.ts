import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import type { FetchResult, Git, PushResult } from '../../../src/ports/git.ts';
import { makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { openGitRoom, PREFIX } from '../../support/git-room.ts';

const BRANCH = 'codelicious/spec-1';

let home: TestHome;
let user: TestRepo;
let origin: TestRepo;

beforeEach(() => {
  home = makeTestHome();
  user = home.repo('user');
  origin = home.bare('origin.git');
  user.git('remote', 'add', 'origin', origin.root);
  user.git('push', '-q', 'origin', 'main');
});
afterEach(() => home.remove());

async function open(env = home.env): Promise<{ git: Git; base: Sha }> {
  const { git, checkout } = await openGitRoom(home, user.root, { env });
  return { git, base: checkout.state.head };
}

async function fetch(git: Git): Promise<FetchResult> {
  return git.fetch({ base: 'main', prefix: PREFIX, source: 'origin' });
}

async function pushOne({ git, base }: { git: Git; base: Sha }): Promise<PushResult> {
  const tree = await git.withFile(base, 'x.txt', 'x\n');
  const commit = await git.commit({ tree, parent: base, message: 'One' });
  if (!commit.ok) throw new Error(commit.message);
  return git.push({ sha: commit.sha, branch: BRANCH, to: 'origin' });
}

function hook(repo: TestRepo, name: string, script: string): void {
  const path = join(repo.root, 'hooks', name);
  repo.write({ [`hooks/${name}`]: `#!/bin/sh\n${script}\n` });
  chmodSync(path, 0o755);
}

describe('a remote that refuses', () => {
  it.each([
    ['hook', 'echo "no tabs, please" >&2; exit 1'],
    ['protected', 'echo "error: GH006: Protected branch update failed" >&2; exit 1'],
    ['protected', 'echo "error: GH013: Repository rule violations found" >&2; exit 1'],
  ])('by a %s says why', async (why, script) => {
    hook(origin, 'pre-receive', script);
    const result = await pushOne(await open());
    expect(result).toMatchObject({ type: 'rejected', why });
    expect(origin.git('for-each-ref', PREFIX)).toBe('');
  });

  it('because it is gone is not found', async () => {
    user.git('config', 'remote.origin.url', join(home.dir, 'gone.git'));
    const room = await open();
    expect(await fetch(room.git)).toMatchObject({ ok: false, why: 'not_found' });
    expect(await room.git.remoteDefaultBranch()).toBeNull();
    expect(await pushOne(room)).toMatchObject({ type: 'rejected', why: 'auth' });
  });

  it('because there is none is not found', async () => {
    user.git('remote', 'remove', 'origin');
    const { git } = await open();
    expect(await fetch(git)).toMatchObject({ ok: false, why: 'not_found' });
  });

  it('the branch a person works on there is said to be checked out', async () => {
    const other = home.repo('other');
    user.git('config', 'remote.origin.url', other.root);
    user.git('fetch', '-q', 'origin');
    user.git('reset', '-q', '--hard', 'origin/main');
    other.git('checkout', '-q', '-b', BRANCH);
    expect(await pushOne(await open())).toMatchObject({ why: 'checked_out' });
  });
});

describe('a server that answers with', () => {
  let server: Server;
  let status = 200;

  beforeEach(async () => {
    server = createServer((_, response) => {
      response.writeHead(status, status === 401 ? { 'WWW-Authenticate': 'Basic' } : {}).end('no');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    user.git('config', 'remote.origin.url', `http://ada:secret@127.0.0.1:${port}/a/b.git`);
  });
  afterEach(() => server.close());

  it.each([
    [401, 'auth'],
    [403, 'auth'],
    [404, 'not_found'],
    [429, 'network'],
    [503, 'network'],
  ])('%i is told apart: %s', async (code, why) => {
    status = code;
    const result = await fetch((await open()).git);
    expect(result).toMatchObject({ ok: false, why });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('nothing, because nobody listens, is a fault of the network', async () => {
    server.close();
    server.closeAllConnections();
    const { git } = await open();
    expect(await fetch(git)).toMatchObject({ ok: false, why: 'network' });
  });
});

describe('the way to a remote', () => {
  it.each([
    ['Permission denied (publickey).', 'auth'],
    ['Host key verification failed.', 'auth'],
    ['ssh: connect to host h port 22: Connection refused', 'network'],
    ['ERROR: Repository not found.', 'not_found'],
  ])('over ssh reports %j', async (said, why) => {
    const ssh = join(home.dir, 'ssh');
    writeFileSync(ssh, `#!/bin/sh\necho '${said}' >&2\nexit 255\n`);
    chmodSync(ssh, 0o755);
    user.git('config', 'remote.origin.url', 'git@host:a/b.git');
    user.git('config', 'core.sshCommand', ssh);
    expect(await fetch((await open()).git)).toMatchObject({ ok: false, why });
  });

  it.each([
    ['the repository’s own configuration', 'local'],
    ['a conditional include of the user’s', 'include'],
    ['the environment', 'environment'],
  ])('is rewritten by insteadOf of %s', async (_, place) => {
    user.git('config', 'remote.origin.url', 'git@host:a/b.git');
    const key = `url.${origin.root}.insteadOf`;
    const value = 'git@host:a/b.git';
    let env = home.env;
    if (place === 'local') user.git('config', key, value);
    if (place === 'environment') {
      env = { ...env, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: key, GIT_CONFIG_VALUE_0: value };
    }
    if (place === 'include') {
      const file = join(home.dir, 'work.inc');
      writeFileSync(file, `[url "${origin.root}"]\n\tinsteadOf = ${value}\n`);
      user.git('config', '--global', `includeIf.gitdir:${user.root}/.path`, file);
    }
    const room = await open(env);
    expect(await fetch(room.git)).toMatchObject({ ok: true });
    expect(await pushOne(room)).toEqual({ type: 'pushed' });
    const { checkout } = await openGitRoom(home, user.root, { env });
    expect(checkout.state.originUrl).toBe('git@host:a/b.git');
  });

  it('may be relative to the checkout', async () => {
    user.git('config', 'remote.origin.url', '../origin.git');
    const room = await open();
    expect(await fetch(room.git)).toMatchObject({ ok: true });
    expect(await pushOne(room)).toEqual({ type: 'pushed' });
  });

  it('leads past a person’s own push hooks, mirrors and forced refspecs', async () => {
    hook(home.at(join(user.root, '.git')), 'pre-push', `touch ${home.dir}/fired`);
    user.git('config', 'remote.origin.fetch', '+refs/*:refs/*');
    user.git('config', 'remote.origin.mirror', 'true');
    user.git('config', 'remote.origin.push', '+refs/heads/*:refs/heads/*');
    user.git('config', 'push.followTags', 'true');
    user.git('tag', '-a', 'v1', '-m', 'v1');
    user.git('branch', 'private');
    const room = await open();
    expect(await fetch(room.git)).toMatchObject({ ok: true });
    expect(await pushOne(room)).toEqual({ type: 'pushed' });
    expect(origin.git('for-each-ref', '--format=%(refname)')).toBe(
      `refs/heads/${BRANCH}\nrefs/heads/main`,
    );
    expect(existsSync(join(home.dir, 'fired'))).toBe(false);
  });
});
