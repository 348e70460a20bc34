import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha } from '../domain/ids.ts';
import type { Git } from '../ports/git.ts';
import type { GitCall } from './call.ts';
import { gitFailed } from './call.ts';
import { isRevision, writeBlob } from './objects.ts';
import { parseRaw } from './parse.ts';
import { encodePath, splitNul } from './paths.ts';

/** `git merge-file` exits with the number of conflicts, and above this with an error. */
const MOST_CONFLICTS = 127;
const NO_MODE = '000000';

type Compose = Pick<Git, 'withFile' | 'withPaths' | 'mergeTexts'>;

/** @param scratch a folder for files that a call needs and removes */
export function createCompose(call: GitCall, scratch: () => Promise<string>): Compose {
  const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
    const folder = await mkdtemp(join(await scratch(), 'call-'));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  /** `base` with entries replaced: lines of `update-index --index-info`. */
  const edited = (base: string, entries: readonly string[]): Promise<Sha> =>
    inFolder(async (folder) => {
      const env = { GIT_INDEX_FILE: join(folder, 'index') };
      await call.bytes(['read-tree', base], { env });
      const stdin = encodePath(entries.map((entry) => `${entry}\0`).join(''));
      await call.bytes(['update-index', '-z', '--replace', '--index-info'], { env, stdin });
      return (await call.text(['write-tree'], { env })) as Sha;
    });

  return {
    async withFile(tree, path, text) {
      const [blob, mode] = await Promise.all([writeBlob(call, text), modeOf(call, tree, path)]);
      return edited(tree, [`${mode} ${blob}\t${path}`]);
    },
    async withPaths(base, tree, paths) {
      const wanted = new Set(paths);
      const changes = base === tree || wanted.size === 0 ? [] : await changed(call, base, tree);
      const taken = changes.filter((change) => wanted.has(change.path));
      if (taken.length === 0) return treeOf(call, base);
      const gone = taken.filter((change) => change.newMode === NO_MODE);
      const there = taken.filter((change) => change.newMode !== NO_MODE);
      const entry = ({ newMode, blob, path }: (typeof taken)[number]): string =>
        `${newMode === NO_MODE ? '0' : newMode} ${blob}\t${path}`;
      return edited(base, [...gone, ...there].map(entry));
    },
    mergeTexts: (ours, ancestor, theirs) =>
      inFolder(async (folder) => {
        const names = ['ours', 'ancestor', 'theirs'].map((name) => join(folder, name));
        const texts = [ours, ancestor, theirs];
        await Promise.all(names.map((name, at) => writeFile(name, texts[at] ?? '')));
        const args = ['merge-file', '-p', '-q', '--diff3', ...names];
        const outcome = await call.attempt(args);
        if (outcome.code < 0 || outcome.code > MOST_CONFLICTS) throw gitFailed(args, outcome);
        return outcome.code === 0 ? Buffer.from(outcome.out).toString('utf8') : null;
      }),
  };
}

async function changed(
  call: GitCall,
  base: string,
  tree: string,
): Promise<ReturnType<typeof parseRaw>> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', base, tree];
  return parseRaw(splitNul(await call.bytes(args)));
}

/** The tree of a commit, or the tree itself. */
async function treeOf(call: GitCall, base: string): Promise<Sha> {
  return (await call.text(['rev-parse', '--verify', '-q', `${base}^{tree}`])) as Sha;
}

/** The mode a file keeps when its text is replaced. */
async function modeOf(call: GitCall, tree: string, path: string): Promise<string> {
  if (!isRevision(tree)) return '100644';
  const args = ['ls-tree', '-z', tree, '--', path];
  const env = { GIT_LITERAL_PATHSPECS: '1' };
  const [entry = ''] = splitNul(await call.bytes(args, { env }));
  return entry.startsWith('100755 ') ? '100755' : '100644';
}
