import { lstatSync, type Stats } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeEntry } from './clearing.ts';
import type { Listing } from './listing.ts';
import { encodePath } from './paths.ts';

/**
 * Takes the `.git` out of repositories nested in a tree: out of those at which git would stop, and
 * out of submodules, whose configuration git would obey.
 * @param isWork whether a path is part of the work
 * @returns whether files came to light that the listing does not have
 */
export async function removeNested(
  root: string,
  listing: Listing,
  isWork: (path: string) => boolean,
): Promise<boolean> {
  const hiding = listing.untracked.filter((path) => path.endsWith('/') && isWork(path));
  for (const folder of [...hiding, ...listing.submodules]) await removeGit(root, folder);
  return hiding.length > 0;
}

/** Makes the repository's own folders writable, and takes out any `.git` that somebody put into one. */
export async function tidyFolders(root: string, listing: Listing): Promise<void> {
  const folders = new Set(listing.tracked.map((path) => dirname(path)));
  folders.delete('.');
  for (const folder of [...folders, ...listing.submodules]) {
    const entry = entryAt(root, folder);
    const closed = entry?.isDirectory() === true && (entry.mode & 0o700) !== 0o700;
    if (closed) await chmod(encodePath(join(root, folder)), 0o755);
    await removeGit(root, folder);
  }
}

/** Gives ourselves the right to read files that git could not open. */
export async function makeReadable(root: string, listing: Listing): Promise<void> {
  for (const path of [...listing.untracked, ...listing.tracked]) {
    const entry = entryAt(root, path);
    if (entry?.isFile() === true && (entry.mode & 0o400) === 0) {
      await chmod(encodePath(join(root, path)), (entry.mode & 0o777) | 0o600);
    }
  }
}

async function removeGit(root: string, folder: string): Promise<void> {
  const place = join(folder, '.git');
  if (entryAt(root, place) === null || !isReal(root, folder)) return;
  await removeEntry(encodePath(join(root, place)));
}

/** Whether no folder on the way is a symbolic link, which could lead out of the tree. */
function isReal(root: string, folder: string): boolean {
  const above = dirname(folder);
  const here = entryAt(root, folder)?.isDirectory() === true;
  return here && (above === '.' || isReal(root, above));
}

/** Thousands of folders are looked at in a row, for which the synchronous call is ten times faster. */
function entryAt(root: string, path: string): Stats | null {
  try {
    return lstatSync(encodePath(join(root, path)));
  } catch {
    return null;
  }
}
