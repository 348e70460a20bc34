import { lstat, readdir, readFile, readlink, symlink, unlink, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { lendable } from './borrows.ts';
import { isRealFolder } from './folders.ts';
import { copyMissing } from './links.ts';
import { pythonHomes } from './python-homes.ts';
import { isTracked, type Site, type SupplyResult, supplied } from './supply.ts';

/** Folders of installed packages that work from any place once their paths are rewritten. */
const FOLDERS: readonly string[] = ['.venv', 'venv', 'vendor'];
/** Bytes above which copying costs more than installing anew. */
const MOST_BYTES = 1024 * 1024 * 1024;
/** Files that name absolute paths: commands, and Python's notes of editable packages. */
const NAMES_PATHS =
  /(?:^|\/)(?:bin|Scripts)\/[^/]+$|\.(?:pth|egg-link)$|(?:^|\/)(?:pyvenv\.cfg|direct_url\.json)$|(?:^|\/)__editable__[^/]*\.py$/;
/** No such file is larger; compiled programs are. */
const MOST_TEXT_BYTES = 256 * 1024;

/**
 * Copies virtual environments and vendored packages of the checkout that the repository does not
 * track. A link would let an installation in the tree change the user's own; what names the
 * checkout's path is made to name the tree's, so that editable packages are the tree's code.
 */
export async function copyFolders(site: Site): Promise<SupplyResult> {
  const copies: (readonly [string, string])[] = [];
  for (const name of FOLDERS) {
    const source = isTracked(site.tracked, name) ? null : await sourceOf(site, name);
    if (source !== null) copies.push([name, source]);
  }
  const repair = async (): Promise<void> => {
    for (const [name, source] of copies) await copyFolder(site.root, name, source);
  };
  await repair();
  const paths = copies.map(([name]) => name);
  const how = paths.map((name) => `copied ${name}`);
  return supplied({ how, paths, borrows: await borrowsOf(paths, site), repair });
}

/** What virtual environments among the copies are built upon: their Python, packages elsewhere. */
async function borrowsOf(paths: readonly string[], site: Site): Promise<readonly string[]> {
  const places = await Promise.all(paths.map((path) => pythonHomes(join(site.root, path))));
  return lendable(places.flat(), [site.root, ...site.checkouts]);
}

async function sourceOf(site: Site, name: string): Promise<string | null> {
  for (const checkout of site.checkouts) {
    const small = await fits(join(checkout, name), MOST_BYTES);
    if (small && (await isRealFolder(join(checkout, name)))) return checkout;
  }
  return null;
}

async function copyFolder(root: string, name: string, checkout: string): Promise<void> {
  if (await isRealFolder(join(root, name))) return;
  await copyMissing(join(checkout, name), join(root, name));
  for (const path of await filesBelow(root, name)) await moveIn({ root, checkout }, path);
}

interface Move {
  readonly root: string;
  readonly checkout: string;
}

/** Makes one copied file or link name the tree where it named the checkout. */
async function moveIn(move: Move, path: string): Promise<void> {
  const place = join(move.root, path);
  const entry = await lstat(place);
  if (entry.isSymbolicLink()) await moveLink(move, place);
  else if (NAMES_PATHS.test(path) && entry.size <= MOST_TEXT_BYTES) await moveText(move, place);
}

async function moveLink({ root, checkout }: Move, place: string): Promise<void> {
  const text = await readlink(place);
  const inside = relative(checkout, resolve(checkout, text));
  if (!text.startsWith('/') || inside.startsWith('..')) return;
  await unlink(place);
  await symlink(join(root, inside), place);
}

async function moveText({ root, checkout }: Move, place: string): Promise<void> {
  const text = await readFile(place);
  if (text.includes(0) || !text.includes(checkout)) return;
  const moved = text.toString('latin1').split(Buffer.from(checkout).toString('latin1'));
  await writeFile(place, Buffer.from(moved.join(Buffer.from(root).toString('latin1')), 'latin1'));
}

async function filesBelow(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const below: string[] = [];
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    below.push(...(entry.isDirectory() ? await filesBelow(root, path) : [path]));
  }
  return below;
}

/** Whether the files of a folder stay below a number of bytes. */
async function fits(folder: string, most: number): Promise<boolean> {
  let total = 0;
  const pending = [folder];
  for (let place = pending.pop(); place !== undefined && total <= most; place = pending.pop()) {
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(place, entry.name);
      if (entry.isDirectory()) pending.push(path);
      else if (entry.isFile()) total += (await lstat(path)).size;
    }
  }
  return total <= most;
}
