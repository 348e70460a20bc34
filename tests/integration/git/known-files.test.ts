import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGit } from '../../../src/git/binary.ts';
import { type CallOutcome, createGitCall, type GitCall } from '../../../src/git/call.ts';
import { createKnownFiles } from '../../../src/git/known-files.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';

let home: TestHome;
let user: TestRepo;
let calls: string[];

beforeEach(() => {
  home = makeTestHome();
  user = home.repo('user');
  calls = [];
});
afterEach(() => home.remove());

/** Real git that notes which commands it is asked for. */
async function noted(): Promise<GitCall> {
  const cwd = user.root;
  const processes = createProcesses();
  const binary = await findGit({ processes, env: home.env });
  const call = createGitCall({ processes, binary, cwd, env: home.env });
  const note = <T>(args: readonly string[], result: Promise<T>): Promise<T> => {
    calls.push(args[0] ?? '');
    return result;
  };
  return {
    attempt: async (args, options): Promise<CallOutcome> => note(args, call.attempt(args, options)),
    bytes: async (args, options) => note(args, call.bytes(args, options)),
    text: async (args, options) => note(args, call.text(args, options)),
  };
}

const head = (): string => user.git('rev-parse', 'HEAD');

describe('files of commits that are named in full', () => {
  it('are read once, and one that is not there costs no call', async () => {
    user.write({ 'a.txt': 'one\n', 'b.txt': 'two\n' });
    user.commit('First');
    const first = head();
    user.write({ 'b.txt': 'three\n' });
    user.commit('Second');
    const second = head();
    const fileAt = createKnownFiles(await noted());
    expect(await fileAt(first, 'a.txt')).toBe('one\n');
    expect(await fileAt(second, 'a.txt')).toBe('one\n');
    expect(await fileAt(first, 'b.txt')).toBe('two\n');
    expect(await fileAt(second, 'b.txt')).toBe('three\n');
    expect(await Promise.all(['gone', 'a.txt/b', ''].map((path) => fileAt(first, path)))).toEqual([
      null,
      null,
      null,
    ]);
    expect(calls).toEqual(['ls-tree', 'cat-file', 'ls-tree', 'cat-file', 'cat-file']);
  });

  it('are found over links, inside the tree alone', async () => {
    user.write({ 'docs/real.txt': 'real\n' });
    symlinkSync('docs/real.txt', join(user.root, 'linked.txt'));
    symlinkSync('docs', join(user.root, 'folder'));
    symlinkSync('/etc/hostname', join(user.root, 'outside'));
    user.commit('Links');
    const fileAt = createKnownFiles(await noted());
    expect(await fileAt(head(), 'linked.txt')).toBe('real\n');
    expect(await fileAt(head(), 'folder/real.txt')).toBe('real\n');
    expect(await fileAt(head(), 'outside')).toBeNull();
  });
});

describe('files of names that move', () => {
  it('are read anew each time', async () => {
    const fileAt = createKnownFiles(await noted());
    user.write({ 'a.txt': 'one\n' });
    user.commit('First');
    expect(await fileAt('HEAD', 'a.txt')).toBe('one\n');
    user.write({ 'a.txt': 'two\n' });
    user.commit('Second');
    expect(await fileAt('HEAD', 'a.txt')).toBe('two\n');
    expect(await fileAt('no-such-name', 'a.txt')).toBeNull();
    expect(await fileAt('f'.repeat(40), 'a.txt')).toBeNull();
  });
});
