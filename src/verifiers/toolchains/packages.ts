import { posix } from 'node:path';
import type { VerifyScope } from '../../ports/verifier.ts';
import { entriesOf, foldersOf } from './tree-files.ts';

/** Files that make a folder the root of a package, whatever its language. */
export const PACKAGE_MANIFESTS: ReadonlySet<string> = new Set([
  'package.json',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'go.mod',
  'Cargo.toml',
]);

/** Whether a folder with these names of files is the root of a package. */
export type IsRoot = (names: readonly string[]) => boolean;

/**
 * The packages of a tree: folders whose files say that they are one, on the base or in the tree. What is read is
 * remembered, so make one for each run of a verifier.
 */
export interface Packages {
  /**
   * The folder of the package a file belongs to, the nearest one above it.
   * @param path repository-relative
   * @returns relative to the repository, empty for its root; null where no folder above is a package
   */
  rootOf(path: string): Promise<string | null>;
  /** Changed files by the root of their package; those of no package are left out. */
  changed(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** All roots in the tree, outer ones first, by one bounded walk; installed packages are none. */
  all(): Promise<readonly string[]>;
}

/** Finds packages; nothing is read before it is asked for. */
export function packagesOf(scope: VerifyScope, isRoot: IsRoot): Packages {
  const known = new Map<string, Promise<boolean>>();
  const deleted = byFolder(scope.changed);
  const rootHere = (folder: string): Promise<boolean> => {
    const found = known.get(folder) ?? isRootNow(folder);
    known.set(folder, found);
    return found;
  };
  // What the base has and the tree has not is among the changed files.
  const isRootNow = async (folder: string): Promise<boolean> => {
    const entries = await entriesOf(posix.join(scope.root, folder));
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    return isRoot([...names, ...(deleted.get(folder) ?? [])]);
  };
  const rootOf = async (path: string): Promise<string | null> => {
    for (let folder = parentOf(path); ; folder = parentOf(folder)) {
      if (await rootHere(folder)) return folder;
      if (folder === '') return null;
    }
  };
  let roots: Promise<readonly string[]> | null = null;
  return {
    rootOf,
    changed: async () => {
      const found = new Map<string, string[]>();
      for (const path of scope.changed) {
        const root = await rootOf(path);
        if (root !== null) found.set(root, [...(found.get(root) ?? []), path]);
      }
      return found;
    },
    all: () => (roots ??= allRoots(scope.root, isRoot)),
  };
}

/** The folder above a path or folder; empty for the repository's root. */
export function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at === -1 ? '' : path.slice(0, at);
}

/** A path below a package's root, as the repository names it. */
export function inPackage(root: string, path: string): string {
  return root === '' ? path : `${root}/${path}`;
}

async function allRoots(root: string, isRoot: IsRoot): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { folder, files } of foldersOf(root)) {
    if (isRoot(files)) found.push(folder);
  }
  return found;
}

function byFolder(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const folder = parentOf(path);
    found.set(folder, [...(found.get(folder) ?? []), path.slice(path.lastIndexOf('/') + 1)]);
  }
  return found;
}
