import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import { makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { type GitRoom, openGitRoom, PREFIX } from '../../support/git-room.ts';

const BRANCH = 'codelicious/spec-1';

let home: TestHome;
let user: TestRepo;

beforeEach(() => {
  home = makeTestHome();
  user = home.repo('user');
});
afterEach(() => home.remove());

/** A commit on our branch, kept in the user's repository. */
async function work(): Promise<{ room: GitRoom; sha: Sha }> {
  const room = await openGitRoom(home, user.root);
  const parent = room.checkout.state.head;
  const tree = await room.git.withFile(parent, 'x.txt', 'x\n');
  const commit = await room.git.commit({ tree, parent, message: 'One' });
  if (!commit.ok) throw new Error(commit.message);
  await room.git.setBranch(BRANCH, commit.sha);
  await room.git.keep(`heads/${BRANCH}`, commit.sha);
  return { room, sha: commit.sha };
}

describe('the control repository', () => {
  it('lasts from one run to the next', async () => {
    const { room, sha } = await work();
    writeFileSync(join(room.hub, 'mark'), '');
    const { git } = await openGitRoom(home, user.root);
    expect(await git.resolve(BRANCH)).toBe(sha);
    expect(existsSync(join(room.hub, 'mark'))).toBe(true);
  });

  it.each([
    ['removed', (hub: string) => rmSync(hub, { recursive: true })],
    ['without its HEAD', (hub: string) => rmSync(join(hub, 'HEAD'))],
    ['without its objects', (hub: string) => rmSync(join(hub, 'objects'), { recursive: true })],
    ['another’s', (hub: string) => writeFileSync(join(hub, 'objects/info/alternates'), '/other\n')],
    ['broken in its configuration', (hub: string) => writeFileSync(join(hub, 'config'), '[[[')],
    [
      'at a commit that is gone',
      (hub: string) => writeFileSync(join(hub, 'refs/heads/lost'), `${'1'.repeat(40)}\n`),
    ],
  ])('is made anew when it is %s, with the commits the user keeps', async (_, damage) => {
    const { room, sha } = await work();
    damage(room.hub);
    const { git } = await openGitRoom(home, user.root);
    expect(await git.resolve(BRANCH)).toBe(sha);
    expect(Object.fromEntries(await git.ownBranches(PREFIX))).toEqual({ [BRANCH]: sha });
    expect(await git.fileAt(sha, 'x.txt')).toBe('x\n');
  });

  it('writes nothing of the user’s configuration to disk', async () => {
    user.git('config', 'http.extraHeader', 'Authorization: secret');
    user.git('config', 'remote.origin.url', 'https://ada:secret@host/a/b.git');
    const { room } = await work();
    expect(readFileSync(join(room.hub, 'config'), 'utf8')).not.toMatch(/secret|remote/);
  });

  it('reads what the user’s repository borrows from others, however deep', async () => {
    home.at(home.dir).git('clone', '-q', '--shared', user.root, 'middle');
    home.at(join(home.dir, 'middle')).commit('Middle', { 'm.txt': 'm\n' });
    home.at(home.dir).git('clone', '-q', '--shared', join(home.dir, 'middle'), 'top');
    user = home.at(join(home.dir, 'top'));
    user.commit('Top', { 't.txt': 't\n' });
    const { room, sha } = await work();
    expect(
      Object.fromEntries(await room.git.filesAt(sha, ['README.md', 'm.txt', 't.txt'])),
    ).toEqual({ 'README.md': '# Sample\n', 'm.txt': 'm\n', 't.txt': 't\n' });
    const workspace = await room.workspaces.open('spec.md');
    await workspace.reset(sha);
    expect(home.at(workspace.root).git('log', '--format=%s')).toBe('One\nTop\nMiddle\nFirst');
  });

  it('borrows from a path with signs in it', async () => {
    user = home.repo('with "quotes", spaces and # signs');
    const { room, sha } = await work();
    expect(await room.git.fileAt(sha, 'README.md')).toBe('# Sample\n');
  });

  it('keeps the boundary of a shallow checkout until the user deepens it', async () => {
    for (const at of [1, 2, 3]) user.commit(`More ${at}`);
    const url = `file://${user.root}`;
    home.at(home.dir).git('clone', '-q', '--depth', '2', url, 'shallow');
    user = home.at(join(home.dir, 'shallow'));
    const first = await work();
    expect(first.room.checkout.state.shallow).toBe(true);
    const limit = 10;
    const root = user.git('rev-list', '--max-parents=0', 'HEAD');
    expect(await first.room.git.commits(root, first.sha, limit)).toHaveLength(2);
    const workspace = await first.room.workspaces.open('spec.md');
    await workspace.reset(first.sha);
    expect(home.at(workspace.root).git('log', '--format=%s').split('\n')).toHaveLength(3);
    user.git('fetch', '-q', '--unshallow');
    const second = await openGitRoom(home, user.root);
    expect(second.checkout.state.shallow).toBe(false);
    const oldest = user.git('rev-list', '--max-parents=0', 'HEAD');
    expect(await second.git.commits(oldest, first.sha, limit)).toHaveLength(4);
  });

  it('works where names are sha256', async () => {
    const root = join(home.dir, 'long');
    home.at(home.dir).git('init', '-q', '-b', 'main', '--object-format=sha256', root);
    user = home.at(root);
    user.commit('First', { 'README.md': '# Sample\n' });
    const { room, sha } = await work();
    expect(sha).toHaveLength(64);
    const workspace = await room.workspaces.open('spec.md');
    await workspace.reset(sha);
    expect(home.at(workspace.root).git('status', '--porcelain')).toBe('');
    const push = { sha, branch: BRANCH, to: 'checkout' } as const;
    expect(await room.git.push(push)).toEqual({ type: 'pushed' });
  });
});
