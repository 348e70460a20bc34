import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCheckout } from '../../../src/git/checkout.ts';
import type { Checkout } from '../../../src/ports/checkout.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { makeTestHome, type TestHome } from '../../support/git-repo.ts';

let home: TestHome;

beforeEach(() => {
  home = makeTestHome();
});
afterEach(() => home.remove());

async function open(path: string, env = home.env, cwd = path): Promise<Checkout> {
  return openCheckout({ path, cwd, env, processes: createProcesses() });
}

describe('a path that cannot be built in', () => {
  it.each([
    ['not_a_repository', () => home.dir],
    ['not_a_repository', () => join(home.repo('user').root, '.git')],
    ['bare_repository', () => home.bare('bare.git').root],
    ['unborn_branch', () => (home.at(home.dir).git('init', '-q', 'new'), join(home.dir, 'new'))],
    ['usage', () => join(home.dir, 'gone')],
    ['usage', () => join(home.repo('user').root, 'README.md')],
    ['git_missing', () => home.repo('user').root],
    ['git_too_old', () => home.repo('user').root],
  ])('is refused as %s, with the next step', async (code, make) => {
    const path = make();
    const bin = join(home.dir, 'bin');
    mkdirSync(bin);
    if (code === 'git_too_old') {
      writeFileSync(join(bin, 'git'), '#!/bin/sh\necho git version 2.20.1\n');
      chmodSync(join(bin, 'git'), 0o755);
    }
    const env = code.startsWith('git_') ? { ...home.env, PATH: bin } : home.env;
    await expect(open(path, env, home.dir)).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(/\w/) as string,
    });
  });

  it('is refused when it belongs to somebody else', async () => {
    const { root } = home.repo('user');
    const env = { ...home.env, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
    const processes = createProcesses();
    const foreign = {
      ...processes,
      run: (command: Parameters<typeof processes.run>[0]) =>
        processes.run({
          ...command,
          env: { ...command.env, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' },
        }),
    };
    await expect(openCheckout({ path: root, processes: foreign, env })).rejects.toMatchObject({
      code: 'not_a_repository',
      hint: `git config --global --add safe.directory ${root}`,
    });
  });
});

describe('the state of a checkout', () => {
  it('is that of the whole when a sub-folder is named', async () => {
    const user = home.repo('user', { 'src/deep/x.ts': 'x\n' });
    const { state, relative } = await open(join(user.root, 'src/deep'));
    expect(state).toMatchObject({ root: user.root, mainRoot: user.root, originUrl: null });
    expect(state.commonDir).toBe(join(user.root, '.git'));
    expect(await relative('x.ts')).toBe('src/deep/x.ts');
    expect(await relative('src/deep/x.ts')).toBe('src/deep/x.ts');
  });

  it('names the main working tree of a linked one', async () => {
    const user = home.repo('user');
    const linked = join(home.dir, 'linked');
    user.git('worktree', 'add', '-q', linked, '-b', 'feature');
    const { state } = await open(linked);
    expect(state).toMatchObject({ root: linked, mainRoot: user.root, branch: 'feature' });
    expect(state.commonDir).toBe(join(user.root, '.git'));
  });

  it('has no other main working tree when the repository is bare', async () => {
    const user = home.repo('user');
    const bare = home.bare('bare.git');
    user.git('push', '-q', bare.root, 'main');
    const linked = join(home.dir, 'linked');
    bare.git('worktree', 'add', '-q', linked, 'main');
    expect((await open(linked)).state).toMatchObject({ root: linked, mainRoot: linked });
  });

  it('is that of a submodule by itself', async () => {
    const inner = home.repo('inner');
    const user = home.repo('user');
    user.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.root, 'mod');
    const { state } = await open(join(user.root, 'mod'));
    expect(state).toMatchObject({ root: join(user.root, 'mod'), mainRoot: join(user.root, 'mod') });
  });

  it('is reached through links, and takes paths given through them', async () => {
    const user = home.repo('user');
    const link = join(home.dir, 'link');
    symlinkSync(user.root, link);
    const { state, relative } = await open(link);
    expect(state.root).toBe(user.root);
    expect(await relative(join(link, 'README.md'))).toBe('README.md');
    expect(await relative(join(link, 'new/file.md'))).toBe('new/file.md');
  });

  it('whose configuration git cannot read is told apart from no repository', async () => {
    const user = home.repo('user');
    appendFileSync(join(user.root, '.git', 'config'), '[broken\n');
    await expect(open(user.root)).rejects.toMatchObject({
      code: 'not_a_repository',
      message: expect.stringMatching(/^git cannot read .*bad config line \d+/) as string,
      hint: expect.stringContaining('git status') as string,
    });
  });

  it('ignores where the user’s environment points git', async () => {
    const other = home.repo('other');
    const user = home.repo('user');
    const env = { ...home.env, GIT_DIR: join(other.root, '.git'), GIT_WORK_TREE: other.root };
    expect((await open(user.root, env)).state.root).toBe(user.root);
  });

  it('gives the origin as it is written, and the first of several', async () => {
    const user = home.repo('user');
    user.git('config', 'remote.origin.url', 'git@host:a/b.git');
    user.git('config', '--add', 'remote.origin.url', 'git@host:c/d.git');
    user.git('config', '--global', 'url.https://host/.insteadOf', 'git@host:');
    expect((await open(user.root)).state.originUrl).toBe('git@host:a/b.git');
  });

  it('is detached, or shallow, where it is', async () => {
    const user = home.repo('user');
    user.commit('Second');
    user.git('checkout', '-q', '--detach');
    expect((await open(user.root)).state).toMatchObject({ branch: null, shallow: false });
    const shallow = join(home.dir, 'shallow');
    const args = ['clone', '-q', '--depth', '1', `file://${user.root}`, shallow];
    execFileSync('git', args, { env: user.env });
    expect((await open(shallow)).state.shallow).toBe(true);
  });
});

describe('the base branch by local knowledge', () => {
  it('is what origin/HEAD says, else main, else master, else the one checked out', async () => {
    const user = home.repo('user');
    user.git('branch', 'trunk');
    user.git('branch', 'master');
    user.git('checkout', '-q', '-b', 'work');
    const checkout = await open(user.root);
    expect(await checkout.defaultBranch()).toBe('main');
    user.git('branch', '-q', '-D', 'main');
    expect(await checkout.defaultBranch()).toBe('master');
    user.git('branch', '-q', '-D', 'master');
    expect(await checkout.defaultBranch()).toBe('work');
    user.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    expect(await checkout.defaultBranch()).toBe('main');
    user.git('update-ref', 'refs/remotes/origin/release/1', 'HEAD');
    user.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/release/1');
    expect(await checkout.defaultBranch()).toBe('release/1');
    user.git('checkout', '-q', '--detach');
    expect(await checkout.defaultBranch()).toBe('release/1');
  });
});

describe('the files of a checkout', () => {
  it('are listed once in a conflict, without submodules and what a sparse checkout leaves out', async () => {
    const user = home.repo('user', { 'a.md': 'a\n', 'out/b.md': 'b\n', 'in/c.md': 'c\n' });
    user.git('checkout', '-q', '-b', 'other');
    user.commit('Other', { 'a.md': 'o\n' });
    user.git('checkout', '-q', 'main');
    const head = user.commit('Main', { 'a.md': 'm\n' });
    user.git('update-index', '--add', '--cacheinfo', `160000,${head},module`);
    user.git('commit', '-q', '-m', 'Module');
    user.git('sparse-checkout', 'set', 'in');
    expect(() => user.git('merge', 'other')).toThrow();
    expect(await (await open(user.root)).listFiles()).toEqual(['a.md', 'in/c.md']);
  });
});
