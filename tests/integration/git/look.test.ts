import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import { openCheckout } from '../../../src/git/checkout.ts';
import { openLook } from '../../../src/git/look.ts';
import type { Look } from '../../../src/ports/look.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { openGitRoom, PREFIX } from '../../support/git-room.ts';
import { snapshotOf } from '../../support/tree-snapshot.ts';

const WANTED = { base: null, prefix: PREFIX };

let home: TestHome;
let user: TestRepo;

beforeEach(() => {
  home = makeTestHome();
  user = home.repo('user');
});
afterEach(() => home.remove());

async function look(
  hubDir = join(home.dir, 'nothing'),
  delivery: 'origin' | 'checkout' = 'origin',
): Promise<Look> {
  const processes = createProcesses();
  const { env } = home;
  const checkout = await openCheckout({ path: user.root, processes, env });
  return openLook({ processes, env, checkout: checkout.state, hubDir, delivery });
}

/** A commit on a branch of ours and its name. */
function branch(name: string, from: string): string {
  user.git('checkout', '-q', '-B', name, from);
  return user.commit(`On ${name}`, { [`${name}.txt`]: 'x\n' });
}

describe('looking back', () => {
  it('knows our branches from the remote, from here and from what was kept; the longest line counts', async () => {
    const pushed = branch('codelicious/spec-1', 'main');
    const kept = user.commit('Not pushed yet');
    user.git('update-ref', 'refs/remotes/origin/codelicious/spec-1', pushed);
    user.git('update-ref', 'refs/codelicious/heads/codelicious/spec-1', kept);
    user.git('update-ref', 'refs/heads/codelicious/spec-1', pushed);
    const there = branch('codelicious/spec-2', 'main');
    user.git('update-ref', 'refs/remotes/origin/codelicious/spec-2', there);
    user.git('remote', 'add', 'origin', join(home.dir, 'origin.git'));
    const known = await (await look()).known(WANTED);
    expect(Object.fromEntries(known.branches)).toEqual({
      'codelicious/spec-1': { tip: kept, unpushed: true },
      'codelicious/spec-2': { tip: there, unpushed: false },
    });
  });

  it('takes the user’s branches for delivered where that is where they go', async () => {
    const tip = branch('codelicious/spec-1', 'main');
    const known = await (await look(undefined, 'checkout')).known(WANTED);
    expect(Object.fromEntries(known.branches)).toEqual({
      'codelicious/spec-1': { tip, unpushed: false },
    });
  });

  it('reads without changing a byte', async () => {
    const tip = user.commit('Ours\n\nCodelicious-Chunk: abc', { 'docs/spec.md': '- [x] One\n' });
    const history = await look();
    const before = snapshotOf(user.root, /^$/);
    expect(await history.resolve('main')).toBe(tip);
    expect(await history.fileAt('main', 'docs/spec.md')).toBe('- [x] One\n');
    expect(await history.mergeBase('main', 'main~1')).toBe(await history.resolve('main~1'));
    expect(await history.isAncestor('main~1', 'main')).toBe(true);
    expect(await history.chunkCommits(null, 'main')).toMatchObject([{ sha: tip }]);
    expect(await history.commits('main~1', 'main', 5)).toHaveLength(1);
    expect(await history.versions(null, 'main', 'docs/spec.md')).toEqual(['- [x] One\n']);
    expect(await history.mergeTexts('a\n', 'a\n', 'b\n')).toBe('b\n');
    expect(await history.numstat('main~1', 'main', 'main~1')).toMatchObject([{ added: 1 }]);
    await history.close();
    await history.close();
    expect(snapshotOf(user.root, /^$/)).toEqual(before);
  });

  it('sees what runs fetched and built beyond the user’s repository', async () => {
    const origin = home.bare('origin.git');
    user.git('remote', 'add', 'origin', origin.root);
    user.git('push', '-q', '-u', 'origin', 'main');
    const base = user.git('rev-parse', 'main') as Sha;
    const room = await openGitRoom(home, user.root);
    const tree = await room.git.withFile(base, 'docs/spec.md', '- [x] One\n');
    const made = await room.git.commit({ tree, parent: base, message: 'Built\n' });
    if (!made.ok) throw new Error(made.message);
    await room.git.setBranch(`${PREFIX}spec-1`, made.sha);
    const newer = landOn(origin);
    await room.git.fetch({ base: 'main', prefix: PREFIX, source: 'origin' });
    const history = await look(room.hub);
    expect(Object.fromEntries((await history.known(WANTED)).branches)).toEqual({
      'codelicious/spec-1': { tip: made.sha, unpushed: true },
    });
    expect(await history.fileAt(made.sha, 'docs/spec.md')).toBe('- [x] One\n');
    expect(await history.resolve('refs/remotes/origin/main')).toBe(newer);
    expect(await history.resolve('refs/heads/main')).toBe(base);
  });

  it('passes over what runs keep when it is not of this repository', async () => {
    const other = home.repo('other', { 'a.txt': 'another history\n' });
    const { hub } = await openGitRoom(home, other.root);
    rmSync(join(hub, 'objects', 'info', 'alternates'));
    const history = await look(hub);
    expect((await history.known(WANTED)).branches.size).toBe(0);
    expect(await history.resolve('main')).toBe(user.git('rev-parse', 'main'));
  });

  it('passes over what runs kept for a repository that stood at the same path before', async () => {
    const base = user.git('rev-parse', 'main') as Sha;
    const room = await openGitRoom(home, user.root);
    const tree = user.git('rev-parse', 'main^{tree}') as Sha;
    const made = await room.git.commit({ tree, parent: base, message: 'Built\n' });
    if (!made.ok) throw new Error(made.message);
    await room.git.setBranch(`${PREFIX}spec-1`, made.sha);
    rmSync(user.root, { recursive: true });
    user = home.repo('user', { 'b.txt': 'a history of its own\n' });
    const history = await look(room.hub);
    expect((await history.known(WANTED)).branches.size).toBe(0);
    expect(await history.chunkCommits(null, 'main')).toEqual([]);
  });
});

/** A commit on the origin's main that the user has not fetched. */
function landOn(origin: TestRepo): string {
  const tree = origin.git('rev-parse', 'main^{tree}');
  const sha = origin.git('commit-tree', tree, '-p', 'main', '-m', 'Landed');
  origin.git('update-ref', 'refs/heads/main', sha);
  return sha;
}
