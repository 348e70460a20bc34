import { constants } from 'node:fs';
import { cp, readlink, realpath, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { entryAt, removeFolder } from './folders.ts';

/** The user's working tree and the one that stands for it. */
export interface Pair {
  readonly checkout: string;
  readonly root: string;
}

/**
 * Makes `target` lead to what `source` is: to the same place of the tree, relatively, when that is
 * one of the repository's own folders; else to the checkout's installed copy.
 */
export async function linkEntry(pair: Pair, source: string, target: string): Promise<void> {
  const real = await realpath(source).catch(() => null);
  if (real === null) return;
  const own = ownPath(await realpath(pair.checkout), real);
  if (own === null) await putLink(real, target);
  else await putLink(relative(dirname(target), join(pair.root, own)), target);
}

/** A link with this text, whatever stood there. */
export async function putLink(text: string, target: string): Promise<void> {
  const there = await entryAt(target);
  if (there?.isSymbolicLink() === true && (await readlink(target)) === text) return;
  if (there !== null) await removeFolder(target);
  await symlink(text, target);
}

/** A copy of a file or folder, links in it as they are, unless something stands there. */
export async function copyMissing(source: string, target: string): Promise<void> {
  if ((await entryAt(target)) !== null) return;
  await cp(source, target, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    mode: constants.COPYFILE_FICLONE,
  });
}

/** The path of a place among the repository's own files; null for what was installed or lies elsewhere. */
export function ownPath(checkout: string, place: string): string | null {
  const path = relative(checkout, place);
  const own = path !== '' && !path.startsWith('..') && !path.split('/').includes('node_modules');
  return own ? path : null;
}
