import { mkdir, readdir, readlink, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { isWithin, lendable, lenderOf } from './borrows.ts';
import { entryAt, isFolder, isRealFolder, removeFolder } from './folders.ts';
import { copyMissing, linkEntry, putLink } from './links.ts';
import { isTracked, type Site, type SupplyResult, supplied } from './supply.ts';

/** A `node_modules` of the checkout and the one that stands for it in the tree. */
interface Modules {
  readonly checkout: string;
  readonly root: string;
  readonly source: string;
  readonly target: string;
}

const MODULES = 'node_modules';
/** Caches and the notes of package managers, which would write through a link or believe a note. */
const LEFT_OUT =
  /^\.(?:cache|vite.*|vitest.*|tmp|turbo|parcel-cache|package-lock\.json|modules\.yaml|yarn-integrity|yarn-state\.yml|pnpm|pnpm-.*|store)$/;
/** What never is worth a copy. */
const CACHES = /^\.(?:cache|vite.*|vitest.*|tmp|turbo|parcel-cache)$/;
/** A package manager has installed here itself. */
const INSTALLED = ['.package-lock.json', '.modules.yaml', '.yarn-integrity', '.yarn-state.yml'];

/**
 * Gives each package of the tree a real `node_modules` with one link per entry of the checkout's, so
 * that what writes or installs there leaves the checkout alone. Links to the repository's own
 * packages lead to the tree's.
 */
export async function linkPackages(site: Site): Promise<SupplyResult> {
  const folders = packageFolders(site.tracked);
  const found = await Promise.all(folders.map((folder) => modulesOf(site, folder)));
  const all = found.filter((modules) => modules !== null);
  const repair = async (): Promise<void> => {
    for (const modules of all) await ensure(modules);
  };
  await repair();
  return supplied({
    how: all.length === 0 ? [] : ['linked node_modules'],
    paths: all.map((modules) => modules.target.slice(site.root.length + 1)),
    borrows: await borrowsOf(all, [site.root, ...site.checkouts]),
    repair,
    async detach(way) {
      for (const modules of all) await own(modules, way);
    },
  });
}

/** Folders that the links lead to, each with the packages that are found beside them. */
async function borrowsOf(
  all: readonly Modules[],
  kept: readonly string[],
): Promise<readonly string[]> {
  const targets = await Promise.all(all.map(async ({ target }) => linksOut(target)));
  const sources = all.map(({ source }) => source);
  return lendable([...sources, ...targets.flat().map(lenderOf)], kept);
}

/** Where the links of a folder of packages, and those of its scopes, lead to outside the tree. */
async function linksOut(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const place = join(folder, entry.name);
    if (entry.isSymbolicLink()) found.push(await readlink(place));
    else if (entry.isDirectory() && entry.name.startsWith('@')) {
      found.push(...(await linksOut(place)));
    }
  }
  return found.filter(isAbsolute);
}

/** Replaces links into the checkout by packages of the tree's own, or by nothing. */
async function own(modules: Modules, way: 'copied' | 'emptied'): Promise<void> {
  const { root, source, target } = modules;
  const folder = await realpath(dirname(target)).catch(() => null);
  if (folder === null || !isWithin(folder, await realpath(root))) return;
  const lent = (await linksOut(target)).length > 0 || !(await isRealFolder(target));
  if (!lent && way === 'copied' && (await isInstalled(target))) return;
  await removeFolder(target);
  if (way === 'emptied') return;
  await mkdir(target);
  for (const name of await readdir(source).catch(() => [])) {
    if (!CACHES.test(name)) await copyMissing(join(source, name), join(target, name));
  }
}

/** Folders with a package of their own whose `node_modules` the repository does not track. */
export function packageFolders(tracked: readonly string[]): readonly string[] {
  const packages = tracked.filter((path) => /(?:^|\/)package\.json$/.test(path));
  const vendored = tracked.filter((path) => path.split('/').includes(MODULES));
  return packages
    .map((path) => dirname(path))
    .filter((folder) => !folder.split('/').includes(MODULES))
    .filter((folder) => !isTracked(vendored, join(folder, MODULES)));
}

async function modulesOf(site: Site, folder: string): Promise<Modules | null> {
  for (const checkout of site.checkouts) {
    const source = join(checkout, folder, MODULES);
    const target = join(site.root, folder, MODULES);
    if (await isFolder(source)) return { checkout, root: site.root, source, target };
  }
  return null;
}

async function ensure(modules: Modules): Promise<void> {
  const { source, target } = modules;
  if (!(await isRealFolder(dirname(target)))) return;
  if ((await isRealFolder(target)) && (await isInstalled(target))) return;
  await makeFolder(target);
  for (const name of await readdir(source).catch(() => [])) {
    if (LEFT_OUT.test(name)) continue;
    if (name === '.bin') await copyBinaries(join(source, name), join(target, name));
    else if (name.startsWith('.')) await copyMissing(join(source, name), join(target, name));
    else await linkPackage(modules, name);
  }
}

/** One package, or the packages of one scope. */
async function linkPackage(modules: Modules, name: string): Promise<void> {
  const place = join(modules.source, name);
  const scoped = name.startsWith('@') && (await isRealFolder(place));
  if (!scoped) return linkEntry(modules, place, join(modules.target, name));
  await makeFolder(join(modules.target, name));
  for (const child of await readdir(place)) {
    await linkEntry(modules, join(place, child), join(modules.target, name, child));
  }
}

/** Commands are links beside the packages, or scripts that look for them there: alike they work here. */
async function copyBinaries(source: string, target: string): Promise<void> {
  await makeFolder(target);
  for (const name of await readdir(source)) {
    const isLink = (await entryAt(join(source, name)))?.isSymbolicLink() === true;
    if (isLink) await putLink(await readlink(join(source, name)), join(target, name));
    else await copyMissing(join(source, name), join(target, name));
  }
}

async function makeFolder(place: string): Promise<void> {
  if (await isRealFolder(place)) return;
  await removeFolder(place);
  await mkdir(place);
}

async function isInstalled(target: string): Promise<boolean> {
  const notes = await Promise.all(INSTALLED.map((name) => entryAt(join(target, name))));
  return notes.some((note) => note !== null);
}
