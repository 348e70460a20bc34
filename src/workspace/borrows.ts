import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { isFolder } from './folders.ts';

/** Below such a folder every version of every package has its own, and links to the others beside it (pnpm). */
const GLOBAL_STORE = /^(.*\/store\/v\d+\/links)\//;
/** The outermost folder of packages: what is in it may need anything else in it. */
const MODULES = /^(.*?\/node_modules)\//;

/** The folder a package has to be seen with, so that it finds the packages it needs itself. */
export function lenderOf(place: string): string {
  return GLOBAL_STORE.exec(place)?.[1] ?? MODULES.exec(place)?.[1] ?? place;
}

/**
 * Folders that may be lent: those that are there, as they are named and as they really are; none that the tree or
 * the checkout lies in, for that would lend everything beside them too; none twice.
 */
export async function lendable(
  places: readonly string[],
  kept: readonly string[],
): Promise<readonly string[]> {
  const named = new Set<string>();
  for (const place of places) {
    if (!(await isFolder(place))) continue;
    named.add(place).add(await realpath(place));
  }
  const narrow = [...named].filter((place) => !kept.some((one) => isWithin(one, place)));
  return outermost(narrow);
}

/** The same folders without those that lie in another. */
export function outermost(places: readonly string[]): readonly string[] {
  const distinct = [...new Set(places)];
  return distinct.filter(
    (place) => !distinct.some((other) => other !== place && isWithin(place, other)),
  );
}

/** Whether a place is a folder or lies in it. */
export function isWithin(place: string, folder: string): boolean {
  const path = relative(folder, place);
  return path !== '..' && !path.startsWith('../');
}
