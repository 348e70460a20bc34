import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import { makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { openGitRoom, PREFIX, setupRequest } from '../../support/git-room.ts';
import { snapshotOf } from '../../support/tree-snapshot.ts';

let home: TestHome;
let repo: TestRepo;

beforeEach(() => {
  home = makeTestHome();
  repo = home.repo('user', {
    'a.txt': 'one\ntwo\nthree\n',
    'src/b.js': 'b\n',
    '.gitignore': 'dist/\n.env\nnode_modules/\n',
    'package.json': '{"name":"sample"}\n',
  });
  const origin = home.bare('origin.git');
  repo.git('remote', 'add', 'origin', origin.root);
  repo.git('push', '-q', 'origin', 'main');
  repo.git('fetch', '-q', 'origin');
});
afterEach(() => home.remove());

/** A conflict between `main` and `other` waits to be resolved. */
function conflict(): void {
  repo.git('checkout', '-q', '-b', 'other');
  repo.commit('Theirs', { 'a.txt': 'ONE\ntwo\nthree\n' });
  repo.git('checkout', '-q', 'main');
  repo.commit('Ours', { 'a.txt': 'uno\ntwo\nthree\n' });
}

function attempt(...args: readonly string[]): void {
  try {
    repo.git(...args);
  } catch {
    // A conflict is what was wanted.
  }
}

/** States a person's checkout may be in; each gives the path a run is started with. */
const STATES: Readonly<Record<string, () => string>> = {
  clean: () => repo.root,
  dirty() {
    repo.write({
      'a.txt': 'edited\n',
      'staged.txt': 's\n',
      'untracked.txt': 'u\n',
      '.env': 'K=1\n',
    });
    repo.git('stash', '-q', '--include-untracked');
    repo.write({ 'a.txt': 'edited again\n', 'staged.txt': 's2\n', 'new dir/x.txt': 'u\n' });
    repo.write({ 'dist/out.js': 'built\n', '.env': 'K=2\n' });
    repo.git('add', 'staged.txt');
    repo.git('update-index', '--assume-unchanged', 'src/b.js');
    return repo.root;
  },
  conflicted() {
    conflict();
    attempt('merge', 'other');
    return repo.root;
  },
  'mid-rebase'() {
    conflict();
    attempt('rebase', 'other');
    return repo.root;
  },
  detached() {
    repo.git('checkout', '-q', '--detach');
    return repo.root;
  },
  'a linked worktree'() {
    repo.git('worktree', 'add', '-q', join(home.dir, 'linked'), '-b', 'feature');
    writeFileSync(join(home.dir, 'linked', 'untracked.txt'), 'u\n');
    return join(home.dir, 'linked');
  },
  'a sub-folder': () => join(repo.root, 'src'),
  'with its index locked'() {
    writeFileSync(join(repo.root, '.git', 'index.lock'), '');
    return repo.root;
  },
  shallow() {
    for (const at of [1, 2, 3]) repo.commit(`More ${at}`, { 'a.txt': `${at}\n` });
    repo.git('push', '-q', 'origin', 'main');
    const url = `file://${join(home.dir, 'origin.git')}`;
    const args = ['clone', '-q', '--depth', '2', url, join(home.dir, 'shallow')];
    execFileSync('git', args, { env: repo.env });
    repo = home.at(join(home.dir, 'shallow'));
    return repo.root;
  },
};

/** Everything a run does, once. */
async function work(path: string): Promise<Sha> {
  const { checkout, git, workspaces } = await openGitRoom(home, path);
  await checkout.listFiles();
  await checkout.readFile('a.txt', 1000);
  await checkout.identity();
  const fetched = await git.fetch({ base: 'main', prefix: PREFIX, source: 'origin' });
  const base = fetched.ok ? fetched.branches.get('main') : undefined;
  if (base === undefined) throw new Error('no base');
  await git.fetch({ base: 'main', prefix: PREFIX, source: 'checkout' });
  await git.remoteDefaultBranch();
  const workspace = await workspaces.open('docs/specs/1.md');
  await workspace.reset(base);
  await workspace.setUp(setupRequest(home, { copy: ['.env'] }));
  const edited = home.at(workspace.root);
  edited.write({ 'a.txt': 'changed\n', 'new.txt': 'new\n' });
  edited.git('rm', '-q', 'src/b.js');
  edited.git('add', '-A');
  edited.git('commit', '-q', '-m', 'An engine commits by itself');
  const tree = await workspace.snapshot();
  const commit = await git.commit({ tree, parent: base, message: 'Change' });
  if (!commit.ok) throw new Error(commit.message);
  await git.setBranch('codelicious/spec-1', commit.sha);
  await git.keep('heads/codelicious/spec-1', commit.sha);
  await git.keep('failed/abc', commit.sha);
  await git.release('failed/abc');
  const to = { sha: commit.sha, branch: 'codelicious/spec-1' };
  expect(await git.push({ ...to, to: 'origin' })).toEqual({ type: 'pushed' });
  expect(await git.push({ ...to, to: 'checkout' })).toEqual({ type: 'pushed' });
  await workspace.restore(tree);
  await workspace.reset(base);
  await workspace.close();
  await workspaces.reclaim();
  return commit.sha;
}

describe('the user’s checkout', () => {
  it.each(Object.keys(STATES))('keeps every byte when it is %s', async (name) => {
    const path = STATES[name]?.() ?? '';
    const before = [snapshotOf(repo.root), snapshotOf(path, /^\.git$/)];
    const sha = await work(path);
    expect([snapshotOf(repo.root), snapshotOf(path, /^\.git$/)]).toEqual(before);
    expect(repo.git('for-each-ref', '--format=%(refname)', 'refs/codelicious')).toBe(
      'refs/codelicious/heads/codelicious/spec-1',
    );
    expect(repo.git('rev-parse', 'codelicious/spec-1')).toBe(sha);
    expect(repo.git('show', '--stat=200', '--format=%s', sha)).toContain('new.txt');
    expect(repo.git('fsck', '--connectivity-only')).not.toContain('missing');
    const origin = home.at(join(home.dir, 'origin.git'));
    expect(origin.git('rev-parse', 'refs/heads/codelicious/spec-1')).toBe(sha);
  });

  it('keeps the branch a person has checked out, in any of the working trees', async () => {
    const { git, checkout } = await openGitRoom(home, repo.root);
    const { head } = checkout.state;
    const request = { sha: head, branch: 'codelicious/spec-1', to: 'checkout' } as const;
    expect(await git.push(request)).toEqual({ type: 'pushed' });
    const linked = join(home.dir, 'linked');
    repo.git('worktree', 'add', '-q', linked, 'codelicious/spec-1');
    const tree = await git.withFile(head, 'x.txt', 'x\n');
    const commit = await git.commit({ tree, parent: head, message: 'One' });
    const sha = commit.ok ? commit.sha : head;
    expect(await git.push({ ...request, sha })).toEqual({
      type: 'rejected',
      why: 'checked_out',
      detail: `codelicious/spec-1 is checked out at ${linked}; switch away from it and run again`,
    });
    expect(repo.git('rev-parse', 'codelicious/spec-1')).toBe(head);
  });

  it('is told when nothing can be kept in it', async () => {
    const { git, checkout } = await openGitRoom(home, repo.root);
    repo.write({ '.git/refs/codelicious/heads/x.lock': '' });
    await expect(git.keep('heads/x', checkout.state.head)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('refs/codelicious/heads/x') as string,
    });
  });

  it('gets the state folder hidden once, after what it hides itself', async () => {
    const exclude = join(repo.root, '.git', 'info', 'exclude');
    repo.write({ '.git/info/exclude': '*.swp' });
    const { checkout } = await openGitRoom(home, repo.root);
    await checkout.hideState();
    await checkout.hideState();
    expect(readFileSync(exclude, 'utf8')).toBe(
      '*.swp\n/.codelicious/*\n!/.codelicious/config.json\n',
    );
    repo.write({ '.codelicious/run.lock': '', '.codelicious/config.json': '{}' });
    expect(repo.git('status', '--porcelain', '-uall')).toBe('?? .codelicious/config.json');
  });

  it('keeps its hooks, filters and watchers from running', async () => {
    const trap = join(home.dir, 'fired');
    const hooks = ['reference-transaction', 'post-index-change', 'pre-push', 'post-checkout'];
    const script = `#!/bin/sh\necho fired >> ${trap}\n`;
    repo.write(Object.fromEntries(hooks.map((name) => [`.git/hooks/${name}`, script])));
    execFileSync('chmod', ['-R', '+x', join(repo.root, '.git', 'hooks')]);
    const run = `sh -c 'echo fired >> ${trap}'`;
    repo.git('config', 'core.fsmonitor', run);
    repo.git('config', 'filter.evil.clean', run);
    repo.git('config', 'filter.evil.smudge', run);
    repo.git('config', 'diff.external', run);
    repo.git('config', 'core.alternateRefsCommand', run);
    await work(repo.root);
    expect(existsSync(trap)).toBe(false);
    repo.git('status');
    expect(existsSync(trap)).toBe(true);
  });
});
