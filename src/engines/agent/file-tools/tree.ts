import { readlink } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { kindOf, type OpenFolder, openFolder } from './open-folder.ts';
import { RefusalError } from './refusal.ts';
import { refuseProtected } from './tool-path.ts';

/** What may be looked at. */
export interface Tree {
  readonly root: string;
  /** Absolute folders outside that links in the tree lead to, such as installed dependencies. */
  readonly borrows: readonly string[];
}

/** A place reached from one of the tree's folders without following a link. */
interface Place {
  readonly root: string;
  readonly names: readonly string[];
}

/** Links on the way to one file; more is a circle. */
const MAX_LINKS = 16;

/**
 * Opens what a path leads to for looking. A link is never followed by the system: where its text names
 * a place in the tree or in a borrowed folder, that place is walked to anew.
 * @param use is given the folder that holds the last name, which may still be a link that leads out
 * @throws RefusalError `symlink`, `not_a_folder`, `missing`, `protected`
 */
export async function lookAt<T>(
  tree: Tree,
  names: readonly string[],
  use: (folder: OpenFolder, name: string) => Promise<T>,
): Promise<T> {
  const place = await placeOf(tree, names);
  const folder = await openFolder({
    root: place.root,
    names: place.names.slice(0, -1),
    create: false,
  });
  try {
    return await use(folder, place.names.at(-1) ?? '.');
  } finally {
    await folder.close();
  }
}

/**
 * Opens a folder for looking.
 * @throws RefusalError `symlink`, `not_a_folder`, `missing`, `protected`
 */
export async function openToLook(tree: Tree, names: readonly string[]): Promise<OpenFolder> {
  const place = await placeOf(tree, names);
  return openFolder({ ...place, create: false });
}

async function placeOf(tree: Tree, names: readonly string[]): Promise<Place> {
  let place: Place = { root: tree.root, names };
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const next = await beyondFirstLink(tree, place);
    if (next === null) return place;
    place = next;
  }
  throw new RefusalError('symlink', 'too many symbolic links');
}

/** The place behind the first link on the way; null without one that leads to where one may look. */
async function beyondFirstLink(tree: Tree, { root, names }: Place): Promise<Place | null> {
  for (const [index, name] of names.entries()) {
    const above = names.slice(0, index);
    const target = await linkText(root, above, name);
    if (target === null) continue;
    const place = placeOfText(tree, resolve(root, ...above, target));
    return place === null ? null : { ...place, names: [...place.names, ...names.slice(index + 1)] };
  }
  return null;
}

async function linkText(
  root: string,
  above: readonly string[],
  name: string,
): Promise<string | null> {
  const folder = await openFolder({ root, names: above, create: false });
  try {
    const path = folder.entry(name);
    return (await kindOf(path)) === 'symlink' ? await readlink(path) : null;
  } finally {
    await folder.close();
  }
}

function placeOfText(tree: Tree, target: string): Place | null {
  for (const root of [tree.root, ...tree.borrows]) {
    const path = relative(root, target);
    if (path.startsWith('..') || isAbsolute(path)) continue;
    const names = path.split(sep).filter((name) => name !== '');
    refuseProtected(names);
    return { root, names };
  }
  return null;
}
