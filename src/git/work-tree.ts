import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha } from '../domain/ids.ts';
import type { WorkTree, WorkTreePlace } from '../ports/work-tree.ts';
import { type Attempt, addAll, isHidden } from './add-all.ts';
import { type CallOptions, gitFailed } from './call.ts';
import { removeEntry, removeUnder, unlock } from './clearing.ts';
import { presentRepository } from './engine-repository.ts';
import type { Hub } from './hub.ts';
import { lenders } from './hub-files.ts';
import { LISTING, type Listing, parseListing } from './listing.ts';
import { removeNested, tidyFolders } from './nested.ts';
import { readFiles } from './objects.ts';
import { splitNul } from './paths.ts';

/** Repositories nested in nested repositories are looked for this deep. */
const MOST_NESTED = 8;

/** One private tree, read and written by our own index, with nothing of its `.git` believed. */
export function createWorkTree(hub: Hub, place: WorkTreePlace): WorkTree {
  const { root, index } = place;
  const at: CallOptions = { cwd: root, env: { GIT_INDEX_FILE: index } };
  const tree = [`--work-tree=${root}`];
  const attempt: Attempt = (args, more = {}) =>
    hub.own.attempt([...tree, ...args], { ...at, ...more });
  const list = async (args: Args = []): Promise<Listing> =>
    parseListing(splitNul(await hub.own.bytes([...tree, ...LISTING, ...args], at)));

  /** The listing once no nested repository hides files any more. */
  const settled = async (hidden: Args): Promise<Listing> => {
    const isWork = (path: string): boolean => !isHidden(path, hidden);
    for (let round = 0; round < MOST_NESTED; round += 1) {
      const listing = await list();
      if (!(await removeNested(root, listing, isWork))) return listing;
    }
    return list();
  };
  const ignored = async (): Promise<readonly string[]> =>
    splitNul(await hub.own.bytes([...tree, ...IGNORED], at));
  return {
    ignored,
    async clearIgnored(spared) {
      for (const path of await ignored()) await removeUnder(root, path, spared);
    },
    async checkOut(to, spared) {
      await makeRoot(root);
      await readTree(attempt, place, to);
      const listing = await list(['--directory']);
      await tidyFolders(root, listing);
      for (const path of listing.untracked) await removeUnder(root, path, spared);
    },
    async write(hidden) {
      await makeRoot(root);
      await addAll(attempt, { root, listing: await settled(hidden), hidden });
      return (await hub.own.text([...tree, 'write-tree'], at)) as Sha;
    },
    textAt: async (commit, path) =>
      (await readFiles(hub.own, { revision: commit, paths: [path] })).get(path) ?? null,
    objects: () => lenders(join(hub.dir, 'objects')),
    presentAs: (commit, hidden) => presentRepository({ root, index, commit, hidden, hub: hub.dir }),
    tracked: async () => (await list()).tracked,
    untracked: async () => (await list()).untracked,
  };
}

/** Arguments of the call that lists what is ignored. */
const IGNORED: Args = [
  'ls-files',
  '-z',
  '--others',
  '--ignored',
  '--exclude-standard',
  '--directory',
];

type Args = readonly string[];

/** The root as a folder of its own, even where it was removed or replaced by a link. */
async function makeRoot(root: string): Promise<void> {
  const entry = await lstat(root).catch(() => null);
  if (entry?.isDirectory() === true) return;
  await removeEntry(root);
  await mkdir(root, { recursive: true, mode: 0o700 });
}

/** Brings files and index to a tree; folders that forbid it are opened, an index git cannot use is made anew. */
async function readTree(attempt: Attempt, place: WorkTreePlace, to: Sha): Promise<void> {
  const { root, index } = place;
  const args = ['read-tree', '--reset', '-u', to];
  const first = await attempt(args);
  if (first.code === 0) return;
  await unlock(Buffer.from(root));
  await Promise.all([index, `${index}.lock`].map((file) => rm(file, { force: true })));
  const second = await attempt(args);
  if (second.code !== 0) throw gitFailed(args, second);
}
