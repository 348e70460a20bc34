import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { WorkTrees } from '../ports/work-tree.ts';
import { connectHub, type HubRequest, scratchPath } from './hub.ts';
import { splitNul } from './paths.ts';
import { createWorkTree } from './work-tree.ts';

/** Installed packages: linked, never copied, and far too many to look through. */
const NO_PACKAGES = ['.', ':(exclude,glob)**/node_modules/**'];

/**
 * Private trees over a control repository that `createGit` has opened.
 * @throws CodeliciousError `git_missing`
 */
export async function createWorkTrees(request: HubRequest): Promise<WorkTrees> {
  const hub = await connectHub(request);
  const list = async (args: readonly string[]): Promise<readonly string[]> => {
    const found = ['ls-files', '-z', '--others', '--ignored', ...args, '--', ...NO_PACKAGES];
    return splitNul(await hub.theirs.bytes(found)).toSorted();
  };
  return {
    at: (place) => createWorkTree(hub, place),
    ignored: () => list(['--exclude-standard']),
    namedBy: (patternFile) => list([`--exclude-from=${patternFile}`]),
    async reclaim() {
      await rm(scratchPath(request.dir), { recursive: true, force: true });
      await removeUnfinished(request.dir);
      await removeLocks(request.dir);
      await removeLocks(join(request.checkout.commonDir, 'refs', 'codelicious'));
    },
  };
}

/** Removes control repositories that were being made, or put aside, when a run died. */
async function removeUnfinished(dir: string): Promise<void> {
  const names = await readdir(dirname(dir)).catch(() => []);
  const remains = names.filter((name) => /\.(?:new|old)-[0-9a-f]+$/.test(name));
  const ours = remains.filter((name) => name.startsWith(basename(dir)));
  for (const name of ours) await rm(join(dirname(dir), name), { recursive: true, force: true });
}

/** Removes `*.lock` beside and below the refs of a folder; objects hold none. */
async function removeLocks(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith('.lock')) await rm(path, { force: true });
    if (entry.isDirectory() && entry.name !== 'objects') await removeLocks(path);
  }
}
