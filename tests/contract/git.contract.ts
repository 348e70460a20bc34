import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../src/domain/ids.ts';
import type { Git } from '../../src/ports/git.ts';

type Texts = Readonly<Record<string, string>>;

/** A run's repository with what a test does around it. */
export interface GitSubject {
  readonly git: Git;
  /** The commit that `main` of user and origin is at, with the files of `FILES`. */
  readonly base: Sha;
  /** Somebody else's commit on a branch of the origin, made on what is there. */
  pushElsewhere(branch: string, files: Texts): Promise<Sha>;
  deleteElsewhere(branch: string): Promise<void>;
  /** A commit on a branch of the user's own repository. */
  commitLocally(branch: string, files: Texts): Promise<Sha>;
  /** What a ref of the user's repository points at, or null. */
  userRef(ref: string): Promise<string | null>;
  /** What a branch of the origin points at, or null. */
  originBranch(branch: string): Promise<string | null>;
  /** What any ref of the origin points at, or null. */
  originRef(ref: string): Promise<string | null>;
  /** Another machine's text about parked tasks, `theirs`, in place of what is there. */
  parkElsewhere(name: string): Promise<void>;
  dispose(): Promise<void>;
}

export const FILES: Texts = {
  'README.md': '# Sample\n',
  'docs/spec.md': '- [ ] One\n',
  'src/a.ts': 'line\n'.repeat(40),
  'run.sh': '#!/bin/sh\n',
};

const PREFIX = 'codelicious/';
const BRANCH = 'codelicious/spec-1';
const MESSAGE = '[spec-1] One\n\nBody.\n\nCodelicious-Chunk: abc123\nCodelicious-Run: r1\n';

/** What every run's repository promises. */
export function gitContract(name: string, start: () => Promise<GitSubject>): void {
  describe(`git: ${name}`, () => {
    let subject: GitSubject;
    let git: Git;
    let base: Sha;

    beforeEach(async () => {
      subject = await start();
      ({ git, base } = subject);
    });
    afterEach(() => subject.dispose());

    const commit = async (files: Texts, parent = base, message = MESSAGE): Promise<Sha> => {
      let tree = parent;
      for (const [path, text] of Object.entries(files)) {
        tree = await git.withFile(tree, path, text);
      }
      const result = await git.commit({ tree, parent, message });
      if (!result.ok) throw new Error(result.message);
      return result.sha;
    };
    const fetch = async (
      source: 'origin' | 'checkout' = 'origin',
      wanted: string | null = 'main',
    ) => {
      const result = await git.fetch({ base: wanted, prefix: PREFIX, source });
      if (!result.ok) throw new Error(`${result.why}: ${result.message}`);
      return Object.fromEntries(result.branches);
    };

    describe('fetch', () => {
      it('brings the base and our branches, and no others', async () => {
        const spec = await subject.pushElsewhere(BRANCH, { 'a.txt': 'a\n' });
        await subject.pushElsewhere('feature', { 'f.txt': 'f\n' });
        expect(await fetch()).toEqual({ main: base, [BRANCH]: spec });
        expect(await git.resolve('origin/main')).toBe(base);
        expect(await git.fileAt(spec, 'a.txt')).toBe('a\n');
        expect(await git.resolve('origin/feature')).toBeNull();
      });

      it('follows what moved and forgets what went', async () => {
        await subject.pushElsewhere(BRANCH, { 'a.txt': 'a\n' });
        await fetch();
        const moved = await subject.pushElsewhere('main', { 'b.txt': 'b\n' });
        await subject.deleteElsewhere(BRANCH);
        expect(await fetch()).toEqual({ main: moved });
        expect(await git.resolve(`origin/${BRANCH}`)).toBeNull();
      });

      it('leaves a base out that is not there, and takes none at all', async () => {
        expect(await fetch('origin', 'gone')).toEqual({});
        expect(await fetch('origin', null)).toEqual({});
      });

      it('goes from one base to another whose name is its folder', async () => {
        await subject.pushElsewhere('release', { 'r.txt': 'r\n' });
        await fetch('origin', 'release');
        await subject.deleteElsewhere('release');
        const sha = await subject.pushElsewhere('release/1', { 'r.txt': '1\n' });
        expect(await fetch('origin', 'release/1')).toEqual({ 'release/1': sha });
      });

      it('without an origin takes the user’s own branches', async () => {
        const spec = await subject.commitLocally(BRANCH, { 's.txt': 's\n' });
        await subject.commitLocally('feature', { 'f.txt': 'f\n' });
        expect(await fetch('checkout')).toEqual({ main: base, [BRANCH]: spec });
        const ahead = await subject.commitLocally('main', { 'm.txt': 'm\n' });
        expect(await fetch('checkout')).toEqual({ main: ahead, [BRANCH]: spec });
      });

      it('knows the remote’s default branch', async () => {
        expect(await git.remoteDefaultBranch()).toBe('main');
      });
    });

    describe('reading', () => {
      it('gives texts of several files, absent ones left out', async () => {
        const texts = await git.filesAt(base, ['docs/spec.md', 'gone', 'src', 'README.md']);
        expect(Object.fromEntries(texts)).toEqual({
          'docs/spec.md': '- [ ] One\n',
          'README.md': '# Sample\n',
        });
        expect(await git.fileAt(base, 'gone')).toBeNull();
        expect(await git.fileAt('no-such-revision', 'README.md')).toBeNull();
        expect((await git.filesAt(base, [])).size).toBe(0);
      });

      it('gives sizes of several files, absent ones and folders left out', async () => {
        const tree = await git.withFile(base, 'docs/größe x.md', 'Größe\n');
        const sizes = await git.sizesAt(tree, ['docs/größe x.md', 'gone', 'docs', 'README.md', '']);
        expect(Object.fromEntries(sizes)).toEqual({ 'docs/größe x.md': 8, 'README.md': 9 });
        expect((await git.sizesAt('no-such-revision', ['README.md'])).size).toBe(0);
        expect((await git.sizesAt(base, [])).size).toBe(0);
      });

      it('gives the same texts whatever is at hand', async () => {
        const paths = ['docs/spec.md', 'gone', 'src', 'README.md'];
        const atHand = new Map([
          ['docs/spec.md', '- [ ] One\n'],
          ['README.md', '# Another\n'],
          ['gone', 'g\n'],
        ]);
        const texts = await git.filesAt(base, paths, atHand);
        expect(texts).toEqual(await git.filesAt(base, paths));
        expect((await git.filesAt('no-such-revision', paths, atHand)).size).toBe(0);
      });

      it('resolves commits and nothing that looks like an option', async () => {
        expect(await git.resolve(base)).toBe(base);
        expect(await git.resolve('no-such-thing')).toBeNull();
        expect(await git.resolve('--all')).toBeNull();
      });

      it('finds what two commits share', async () => {
        const left = await commit({ 'l.txt': 'l\n' });
        const right = await commit({ 'r.txt': 'r\n' });
        expect(await git.mergeBase(left, right)).toBe(base);
        expect(await git.mergeBase(left, 'no-such-thing')).toBeNull();
        expect(await git.isAncestor(base, left)).toBe(true);
        expect(await git.isAncestor(left, right)).toBe(false);
      });

      it('lists our commits oldest first, with their trailers', async () => {
        const first = await commit({ 'a.txt': '1\n' });
        const other = await commit({ 'a.txt': '2\n' }, first, 'By a person\n');
        const last = await commit({ 'a.txt': '3\n' }, other);
        const ours = await git.chunkCommits(base, last);
        expect(ours.map((info) => info.sha)).toEqual([first, last]);
        expect(ours[0]).toEqual({
          sha: first,
          parents: [base],
          subject: '[spec-1] One',
          trailers: { 'Codelicious-Chunk': 'abc123', 'Codelicious-Run': 'r1' },
        });
        expect(await git.chunkCommits(null, last)).toHaveLength(2);
        expect((await git.commits(base, last, 10)).map((info) => info.sha)).toEqual([
          first,
          other,
          last,
        ]);
        expect((await git.commits(base, last, 1)).map((info) => info.sha)).toEqual([last]);
      });

      it('gives every text a file had, newest first', async () => {
        const first = await commit({ 'docs/spec.md': '- [x] One\n' });
        const last = await commit({ 'docs/spec.md': '- [x] One\n- [ ] Two\n' }, first);
        expect(await git.versions(base, last, 'docs/spec.md')).toEqual([
          '- [x] One\n- [ ] Two\n',
          '- [x] One\n',
        ]);
        expect(await git.versions(null, last, 'docs/spec.md')).toHaveLength(3);
        expect(await git.versions(null, last, 'gone')).toEqual([]);
      });

      it('gives blobs up to a size', async () => {
        const tree = await git.withFile(base, 'big.txt', 'x'.repeat(1000));
        const [change] = await git.changes(base, tree);
        const blob = change?.blob ?? '';
        expect((await git.blob(blob, 1000))?.length).toBe(1000);
        expect(await git.blob(blob, 999)).toBeNull();
        expect(await git.blob('0'.repeat(40), 10)).toBeNull();
      });
    });

    describe('trees', () => {
      it('replace and add one text', async () => {
        const tree = await git.withFile(base, 'new/deep.txt', 'd\n');
        const both = await git.withFile(tree, 'README.md', '# New\n');
        expect(await git.fileAt(both, 'new/deep.txt')).toBe('d\n');
        expect((await git.changes(base, both)).map((change) => [change.kind, change.path])).toEqual(
          [
            ['modified', 'README.md'],
            ['added', 'new/deep.txt'],
          ],
        );
      });

      it('take some paths out of another', async () => {
        const whole = await commit({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
        const half = await git.withPaths(base, whole, ['a.txt', 'README.md', 'absent']);
        expect((await git.changes(base, half)).map((change) => change.path)).toEqual(['a.txt']);
        const less = await git.withPaths(whole, base, ['b.txt']);
        expect(less).toBe(half);
      });

      it('take nothing from another, and are the tree of what they were', async () => {
        const whole = await git.withFile(base, 'a.txt', 'a\n');
        const same = await git.withPaths(base, base, ['a.txt']);
        expect(await git.withPaths(base, whole, [])).toBe(same);
        expect(await git.withPaths(base, whole, ['absent'])).toBe(same);
        expect(await git.withPaths(whole, base, ['absent'])).toBe(whole);
        const made = await git.commit({ tree: same, parent: base, message: 'Nothing\n' });
        expect(made).toMatchObject({ ok: true });
      });

      it('are counted and shown', async () => {
        const tree = await git.withFile(base, 'src/a.ts', `${'line\n'.repeat(39)}other\n`);
        expect(await git.numstat(base, tree, base)).toEqual([
          { path: 'src/a.ts', from: null, added: 1, deleted: 1, generated: false },
        ]);
        const diff = await git.diff(base, tree, 10_000);
        expect(diff).toContain('--- a/src/a.ts\n+++ b/src/a.ts\n');
        expect(diff).toContain('\n-line\n+other\n');
        expect(Buffer.byteLength(await git.diff(base, tree, 60))).toBeLessThanOrEqual(60);
        expect(await git.numstat(base, base, base)).toEqual([]);
      });

      it('merge texts, or say that they cannot', async () => {
        expect(await git.mergeTexts('a\nb\nc\nD\n', 'a\nb\nc\nd\n', 'A\nb\nc\nd\n')).toBe(
          'A\nb\nc\nD\n',
        );
        expect(await git.mergeTexts('x\n', 'y\n', 'z\n')).toBeNull();
      });
    });

    describe('branches and delivery', () => {
      it('pushes forward only, and again without harm', async () => {
        const first = await commit({ 'a.txt': '1\n' });
        const request = { sha: first, branch: BRANCH, to: 'origin' } as const;
        expect(await git.push(request)).toEqual({ type: 'pushed' });
        expect(await git.push(request)).toEqual({ type: 'pushed' });
        expect(await subject.originBranch(BRANCH)).toBe(first);
        const stranger = await subject.pushElsewhere(BRANCH, { 'theirs.txt': 't\n' });
        const second = await commit({ 'a.txt': '2\n' }, first);
        expect(await git.push({ ...request, sha: second })).toMatchObject({ why: 'stale' });
        expect(await subject.originBranch(BRANCH)).toBe(stranger);
      });

      it('delivers into the user’s repository, but not under a person’s feet', async () => {
        const first = await commit({ 'a.txt': '1\n' });
        const request = { sha: first, branch: BRANCH, to: 'checkout' } as const;
        expect(await git.push(request)).toEqual({ type: 'pushed' });
        expect(await subject.userRef(`refs/heads/${BRANCH}`)).toBe(first);
        const aside = await commit({ 'a.txt': 'aside\n' });
        expect(await git.push({ ...request, sha: aside })).toMatchObject({ why: 'stale' });
        expect(await subject.userRef(`refs/heads/${BRANCH}`)).toBe(first);
      });

      it('never pushes elsewhere than below the prefix', async () => {
        const request = { sha: base, branch: 'main', to: 'origin' } as const;
        await expect(git.push(request)).rejects.toThrow('codelicious/');
        await expect(git.push({ ...request, branch: PREFIX })).rejects.toThrow();
        await expect(git.setBranch('main', base)).rejects.toThrow('codelicious/');
      });

      it('keeps commits in the user’s repository and lets them go', async () => {
        const sha = await commit({ 'a.txt': '1\n' });
        await git.keep('failed/abc', sha);
        expect(await subject.userRef('refs/codelicious/failed/abc')).toBe(sha);
        const again = await commit({ 'a.txt': '2\n' });
        await git.keep('failed/abc', again);
        expect(await subject.userRef('refs/codelicious/failed/abc')).toBe(again);
        await git.release('failed/abc');
        await git.release('failed/abc');
        expect(await subject.userRef('refs/codelicious/failed/abc')).toBeNull();
      });

      it('knows its own branches and what is kept of them', async () => {
        const first = await commit({ 'a.txt': '1\n' });
        const second = await commit({ 'a.txt': '2\n' }, first);
        await git.setBranch(BRANCH, first);
        await git.keep(`heads/${BRANCH}`, second);
        await git.keep('heads/codelicious/spec-2', first);
        expect(Object.fromEntries(await git.ownBranches(PREFIX))).toEqual({
          [BRANCH]: second,
          'codelicious/spec-2': first,
        });
        await git.setBranch(BRANCH, second);
        await git.keep(`heads/${BRANCH}`, first);
        expect((await git.ownBranches(PREFIX)).get(BRANCH)).toBe(second);
        await git.setBranch(BRANCH, null);
        expect((await git.ownBranches(PREFIX)).get(BRANCH)).toBe(first);
        expect((await git.ownBranches('other/')).size).toBe(0);
      });

      it.each(['origin', 'checkout'] as const)(
        'keeps texts of parked tasks at the %s',
        async (to) => {
          const put = (name: string, text: string | null) => git.setParked({ name, text, to });
          const kept = async () => Object.fromEntries(await git.parked(to));
          expect(await kept()).toEqual({});
          expect(await put('one-aaaaaa', null)).toEqual({ type: 'pushed' });
          expect(await put('one-aaaaaa', '{"ü":1}\n')).toEqual({ type: 'pushed' });
          expect(await put('two-bbbbbb', '{}\n')).toEqual({ type: 'pushed' });
          expect(await put('one-aaaaaa', '{"ü":2}\n')).toEqual({ type: 'pushed' });
          await fetch(to);
          expect(await kept()).toEqual({ 'one-aaaaaa': '{"ü":2}\n', 'two-bbbbbb': '{}\n' });
          const ref = 'refs/codelicious/parked/one-aaaaaa';
          const place = to === 'origin' ? subject.originRef : subject.userRef;
          expect(await place(ref)).not.toBeNull();
          expect(await put('one-aaaaaa', null)).toEqual({ type: 'pushed' });
          expect(await place(ref)).toBeNull();
          await fetch(to);
          expect(await kept()).toEqual({ 'two-bbbbbb': '{}\n' });
        },
      );

      it('leaves a text alone that somebody else has changed', async () => {
        const request = { name: 'one-aaaaaa', text: '{}\n', to: 'origin' } as const;
        await git.setParked(request);
        await subject.parkElsewhere('one-aaaaaa');
        for (const text of ['{"mine":1}\n', null]) {
          expect(await git.setParked({ ...request, text })).toMatchObject({
            type: 'rejected',
            why: 'stale',
          });
        }
        await fetch();
        expect(Object.fromEntries(await git.parked('origin'))).toEqual({
          'one-aaaaaa': 'theirs\n',
        });
      });

      it('tells free and legal names', async () => {
        await git.setBranch(BRANCH, base);
        expect(await git.isBranchName('codelicious/spec-2')).toBe(true);
        for (const name of [BRANCH, `${BRANCH}/x`, PREFIX.slice(0, -1), 'a..b', '-a', 'HEAD', '']) {
          expect([name, await git.isBranchName(name)]).toEqual([name, false]);
        }
      });
    });
  });
}
