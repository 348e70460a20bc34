import { constants } from 'node:fs';
import { copyFile, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { globMatcher } from '../domain/glob.ts';
import { entryAt, isRealFolder } from './folders.ts';
import { isTracked, type Site, type SupplyResult, supplied } from './supply.ts';

/** A file of patterns, written as in `.gitignore`, that several tools for worktrees read. */
const INCLUDE_FILE = '.worktreeinclude';
/** Never leaves the checkout. */
const PRIVATE = /^(?:\.git|\.codelicious)(?:\/|$)/;

/** Copies ignored files that tests need: those `workspace.copy` and `.worktreeinclude` name. */
export async function copyIgnored(site: Site): Promise<SupplyResult> {
  const [checkout = ''] = site.checkouts;
  const wanted = await wantedFiles(site, checkout);
  const copied: string[] = [];
  for (const path of wanted) {
    if (await copyInto(site.root, checkout, path)) copied.push(path);
  }
  const how = copied.length === 1 ? '1 ignored file' : `${copied.length} ignored files`;
  const repair = async (): Promise<void> => {
    for (const path of copied) await copyInto(site.root, checkout, path);
  };
  return supplied({ how: copied.length === 0 ? [] : [`copied ${how}`], paths: copied, repair });
}

async function wantedFiles(site: Site, checkout: string): Promise<readonly string[]> {
  const include = join(checkout, INCLUDE_FILE);
  const included = (await entryAt(include))?.isFile() === true;
  const { copy } = site.request;
  if (copy.length === 0 && !included) return [];
  const named = new Set(included ? await site.trees.namedBy(include) : []);
  const matches = globMatcher(copy.flatMap((glob) => [glob, `${glob.replace(/\/+$/, '')}/**`]));
  const ignored = await site.trees.ignored();
  return ignored.filter(
    (path) =>
      (matches(path) || named.has(path)) && !PRIVATE.test(path) && !isTracked(site.tracked, path),
  );
}

/** Copies a regular file that lies in the checkout to the same place in the tree, unless one is there. */
async function copyInto(root: string, checkout: string, path: string): Promise<boolean> {
  const source = await realpath(join(checkout, path)).catch(() => null);
  const inside = source?.startsWith(`${await realpath(checkout)}/`) === true;
  if (source === null || !inside || !(await stat(source)).isFile()) return false;
  if (!(await makeFolders(root, dirname(path)))) return false;
  const target = join(root, path);
  if ((await entryAt(target)) === null) {
    await copyFile(source, target, constants.COPYFILE_FICLONE);
  }
  return true;
}

/** Makes the folders of a path one by one; false where a link or a file stands in the way. */
async function makeFolders(root: string, folder: string): Promise<boolean> {
  if (folder === '.') return true;
  if (!(await makeFolders(root, dirname(folder)))) return false;
  const place = join(root, folder);
  if ((await entryAt(place)) === null) await mkdir(place);
  return isRealFolder(place);
}
