import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import { type Files, makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { type GitRoom, openGitRoom, setupRequest } from '../../support/git-room.ts';
import { snapshotOf } from '../../support/tree-snapshot.ts';

const FILES: Files = {
  'a.txt': 'a\n',
  'run.sh': '#!/bin/sh\n',
  'src/one.ts': 'line\n'.repeat(20),
  'src/two.ts': 'two\n',
  '.gitignore': 'dist/\n',
};

let home: TestHome;
let repo: TestRepo;
let room: GitRoom;
let workspace: Workspace;
let tree: TestRepo;
let base: Sha;

beforeEach(async () => {
  home = makeTestHome();
  repo = home.repo('sample', FILES);
  room = await openGitRoom(home, repo.root);
  base = room.checkout.state.head;
  workspace = await room.workspaces.open('docs/specs/7_thing.md');
  await workspace.reset(base);
  tree = home.at(workspace.root);
});
afterEach(() => home.remove());

/** `kind path` of each change from the base, as the gate will see it. */
async function changed(): Promise<readonly string[]> {
  const changes = await room.git.changes(base, await workspace.snapshot());
  return changes.map(({ kind, from, path, newMode }) =>
    [kind, newMode, ...(from === null ? [] : [`${from} →`]), path].join(' '),
  );
}

describe('a private clone', () => {
  it('carries the repository’s name, belongs to its owner alone and looks like a checkout', () => {
    expect(workspace.root.endsWith('/sample')).toBe(true);
    expect(statSync(dirname(workspace.root)).mode & 0o777).toBe(0o700);
    expect(statSync(room.cache).mode & 0o777).toBe(0o700);
    expect(tree.git('status', '--porcelain')).toBe('');
    expect(tree.git('symbolic-ref', 'HEAD')).toBe('refs/heads/work');
    expect(tree.git('log', '--format=%s')).toBe('First');
    expect(tree.git('remote')).toBe('');
    tree.write({ 'a.txt': 'b\n' });
    expect(tree.git('diff', '--name-only')).toBe('a.txt');
  });

  it('tells every kind of change', async () => {
    tree.write({ 'new file.txt': 'n\n', 'a.txt': 'changed\n' });
    rmSync(join(tree.root, 'src/two.ts'));
    renameSync(join(tree.root, 'src/one.ts'), join(tree.root, 'src/uno.ts'));
    chmodSync(join(tree.root, 'run.sh'), 0o755);
    symlinkSync('/etc/passwd', join(tree.root, 'link'));
    tree.write({ 'dist/built.js': 'ignored\n' });
    expect(await changed()).toEqual([
      'modified 100644 a.txt',
      'added 120000 link',
      'added 100644 new file.txt',
      'modified 100755 run.sh',
      'deleted 000000 src/two.ts',
      'renamed 100644 src/one.ts → src/uno.ts',
    ]);
  });

  it('takes every name a file may have', async () => {
    const names = ['new\nline', '"quoted"', '-dash', '*', ':(glob)x', 'ü ñ', '\\', ' lead', 'a\tb'];
    tree.write(Object.fromEntries(names.map((name) => [`odd/${name}`, 'x\n'])));
    writeFileSync(Buffer.concat([Buffer.from(`${tree.root}/odd/`), Buffer.from([0xff, 0xfe])]), '');
    const snapshot = await workspace.snapshot();
    const changes = await room.git.changes(base, snapshot);
    const paths = [...names, '\uDCFF\uDCFE'].map((name) => `odd/${name}`);
    expect(changes.map((change) => change.path).toSorted()).toEqual(paths.toSorted());
    expect(await room.git.withPaths(base, snapshot, paths)).toBe(snapshot);
    await workspace.reset(base);
    expect(existsSync(join(tree.root, 'odd'))).toBe(false);
    await workspace.restore(snapshot);
    expect(readdirSync(join(tree.root, 'odd'))).toHaveLength(names.length + 1);
  });

  it('sees a folder in the place of a file, and a link in the place of a folder', async () => {
    rmSync(join(tree.root, 'a.txt'));
    tree.write({ 'a.txt/inner': 'x\n' });
    rmSync(join(tree.root, 'src'), { recursive: true });
    symlinkSync('/etc', join(tree.root, 'src'));
    expect((await changed()).toSorted()).toEqual([
      'added 100644 a.txt/inner',
      'added 120000 src',
      'deleted 000000 a.txt',
      'deleted 000000 src/one.ts',
      'deleted 000000 src/two.ts',
    ]);
    await workspace.reset(base);
    expect(await changed()).toEqual([]);
    expect(readFileSync(join(tree.root, 'src/two.ts'), 'utf8')).toBe('two\n');
  });

  it('takes the files of repositories that somebody nested', async () => {
    tree.write({ 'app/main.js': 'm\n', 'empty/y.js': 'y\n' });
    const app = home.at(join(tree.root, 'app'));
    app.git('init', '-q');
    app.commit('Mine');
    tree.write({ 'app/deep/er/x.js': 'x\n' });
    home.at(join(tree.root, 'app/deep/er')).git('init', '-q');
    home.at(join(tree.root, 'empty')).git('init', '-q');
    expect(await changed()).toEqual([
      'added 100644 app/deep/er/x.js',
      'added 100644 app/main.js',
      'added 100644 empty/y.js',
    ]);
  });

  it('is not fooled by the configuration, excludes and index of whoever works there', async () => {
    const elsewhere = join(home.dir, 'elsewhere');
    mkdirSync(elsewhere);
    tree.git('config', 'core.worktree', elsewhere);
    tree.write({ '.git/info/exclude': 'hidden.txt\n', '.git/ignored': 'hidden.txt\n' });
    tree.git('config', 'core.excludesFile', join(tree.root, '.git/ignored'));
    tree.git('config', '--unset', 'core.worktree');
    tree.git('update-index', '--assume-unchanged', 'a.txt');
    tree.git('update-index', '--skip-worktree', 'src/two.ts');
    tree.git('config', 'core.worktree', elsewhere);
    tree.write({ 'hidden.txt': 'h\n', 'a.txt': 'changed\n', 'src/two.ts': 'changed\n' });
    expect(await changed()).toEqual([
      'modified 100644 a.txt',
      'added 100644 hidden.txt',
      'modified 100644 src/two.ts',
    ]);
    rmSync(join(tree.root, '.git'), { recursive: true });
    expect(await changed()).toHaveLength(3);
  });

  it('folds commits in that were made there', async () => {
    tree.commit('One', { 'one.txt': '1\n' });
    tree.commit('Two', { 'two.txt': '2\n' });
    tree.git('checkout', '-q', '-b', 'elsewhere');
    expect(await changed()).toEqual(['added 100644 one.txt', 'added 100644 two.txt']);
  });

  it('runs nothing that was planted', async () => {
    const trap = join(home.dir, 'fired');
    const run = `sh -c 'echo fired >> ${trap}; cat'`;
    for (const key of ['core.fsmonitor', 'filter.evil.clean', 'filter.evil.smudge']) {
      tree.git('config', key, run);
    }
    tree.write({ '.gitattributes': '* filter=evil diff=evil\n', 'new.txt': 'n\n' });
    tree.write({ '.git/hooks/post-index-change': `#!/bin/sh\necho fired >> ${trap}\n` });
    chmodSync(join(tree.root, '.git/hooks/post-index-change'), 0o755);
    const sub = join(tree.root, 'sub');
    mkdirSync(sub);
    home.at(sub).git('init', '-q');
    home.at(sub).git('config', 'core.fsmonitor', run);
    const snapshot = await workspace.snapshot();
    await room.git.changes(base, snapshot);
    await room.git.numstat(base, snapshot, base);
    await room.git.diff(base, snapshot, 10_000);
    await workspace.reset(base);
    await workspace.restore(snapshot);
    expect(existsSync(trap)).toBe(false);
  });

  it('keeps a submodule as it is, whatever somebody puts in its place', async () => {
    const trap = join(home.dir, 'fired');
    repo.git('update-index', '--add', '--cacheinfo', `160000,${base},module`);
    repo.git('commit', '-q', '-m', 'With a submodule');
    const withModule = repo.git('rev-parse', 'HEAD') as Sha;
    await workspace.reset(withModule);
    const sub = home.at(join(tree.root, 'module'));
    sub.git('init', '-q');
    sub.commit('Mine', { x: 'x\n' });
    sub.git('config', 'core.fsmonitor', `sh -c 'echo fired >> ${trap}'`);
    expect(await room.git.changes(withModule, await workspace.snapshot())).toEqual([]);
    expect(existsSync(trap)).toBe(false);
  });

  it('survives files nobody can read, pipes, and a root that was removed or replaced', async () => {
    tree.write({ 'secret.txt': 's\n', 'closed/x.txt': 'x\n' });
    chmodSync(join(tree.root, 'secret.txt'), 0o000);
    execFileSync('mkfifo', [join(tree.root, 'pipe')]);
    rmSync(join(tree.root, 'a.txt'));
    execFileSync('mkfifo', [join(tree.root, 'a.txt')]);
    expect(await changed()).toContain('added 100644 secret.txt');
    chmodSync(join(tree.root, 'closed'), 0o500);
    tree.write({ 'src/two.ts': 'changed\n' });
    chmodSync(join(tree.root, 'src'), 0o500);
    await workspace.reset(base);
    expect(statSync(join(tree.root, 'src')).mode & 0o700).toBe(0o700);
    expect(tree.git('status', '--porcelain')).toBe('');
    rmSync(tree.root, { recursive: true });
    expect(await changed()).toHaveLength(Object.keys(FILES).length);
    rmSync(tree.root, { recursive: true });
    symlinkSync(repo.root, tree.root);
    const before = snapshotOf(repo.root);
    await workspace.reset(base);
    expect(snapshotOf(repo.root)).toEqual(before);
    expect(await changed()).toEqual([]);
  });

  it('comes back from anything, ignored files that came after it was set up among it', async () => {
    tree.write({ 'dist/made.js': 'by setting up\n' });
    await workspace.setUp(setupRequest(home));
    const before = snapshotOf(tree.root, /^\.git$/);
    tree.write({ 'deep/er/x': 'x', 'deep/dist/late.js': 'k', '.gitignore': '*.secret\n', y: 'y' });
    tree.write({ 'left.secret': 's', 'a.txt': 'b\n', 'nested/z': 'z' });
    home.at(join(tree.root, 'nested')).git('init', '-q');
    home.at(join(tree.root, 'src')).git('init', '-q');
    mkdirSync(join(tree.root, 'hollow/folder'), { recursive: true });
    await workspace.reset(base);
    expect(snapshotOf(tree.root, /^\.git$/)).toEqual(before);
    expect(existsSync(join(tree.root, 'hollow'))).toBe(false);
  });

  it('moves between commits and restores a tree whose work is not committed', async () => {
    tree.write({ 'a.txt': 'b\n', 'new/x.txt': 'x\n' });
    const snapshot = await workspace.snapshot();
    const commit = await room.git.commit({ tree: snapshot, parent: base, message: 'Next' });
    if (!commit.ok) throw new Error(commit.message);
    await workspace.reset(base);
    expect(existsSync(join(tree.root, 'new'))).toBe(false);
    await workspace.restore(snapshot);
    expect(tree.git('status', '--porcelain')).toBe(' M a.txt\n?? new/');
    await workspace.reset(commit.sha);
    expect(tree.git('log', '--format=%s')).toBe('Next\nFirst');
    expect(tree.git('status', '--porcelain')).toBe('');
  });

  it('is removed when closed, and by the next run when its own died', async () => {
    await workspace.close();
    expect(existsSync(dirname(workspace.root))).toBe(false);
    const dead = await room.workspaces.open('other.md');
    await dead.reset(base);
    writeFileSync(join(room.hub, 'packed-refs.lock'), '');
    mkdirSync(`${room.hub}.new-0123abcdef`);
    mkdirSync(join(repo.root, '.git/refs/codelicious/heads'), { recursive: true });
    writeFileSync(join(repo.root, '.git/refs/codelicious/heads/x.lock'), '');
    mkdirSync(join(room.cache, 'not-ours'));
    await room.workspaces.reclaim();
    expect(readdirSync(room.cache).toSorted()).toEqual(['hub.git', 'not-ours']);
    expect(existsSync(join(room.hub, 'packed-refs.lock'))).toBe(false);
    expect(existsSync(join(repo.root, '.git/refs/codelicious/heads/x.lock'))).toBe(false);
    await (await room.workspaces.open('other.md')).reset(base);
  });
});
