import { parentOf } from '../packages.ts';
import type { PythonTree } from './tree.ts';

/** Files that make the folder they are in a package. */
const MARKER =
  /^(?:pyproject\.toml|setup\.(?:py|cfg)|requirements.*\.txt|\.?pytest\.(?:ini|toml)|tox\.ini|manage\.py|Pipfile)$/;
/** Folders of tests: what is set up there is so for the project around them. */
const TESTS = /(?:^|\/)(?:tests?|testing|test_?data|fixtures)(?:\/|$)/i;
/** Folders whose projects are material of a project around them. */
const MATERIAL =
  /(?:^|\/)(?:docs?|examples?|samples?|templates?|vendor|third_party|[^/]*\{\{[^/]*)(?:\/|$)/i;

/** The packages of a tree that have tests of their own. */
export interface TestPackages {
  /** Folders, the repository's root (empty) only where tests are its own. */
  readonly roots: readonly string[];
  /** The package whose tests look after a file; null where none does. */
  rootOf(path: string): string | null;
}

/** Those of some folders with settings that are a project's, and not of what a project keeps as an example. */
export function projectFolders(folders: readonly string[]): readonly string[] {
  const own = folders.filter((folder) => !TESTS.test(folder));
  const plain = new Set(own.filter((folder) => !MATERIAL.test(folder)));
  return own.filter((folder) => plain.has(folder) || nearest(folder, plain) === null);
}

/**
 * Folders with a package's files that hold tests, and the repository's root for what is in none of them. Tests of a
 * package that has none of its own are sought in those around it.
 * @param tests paths of test modules
 */
export function testPackagesOf(tree: PythonTree, tests: readonly string[]): TestPackages {
  const marked = tree.settings
    .filter((path) => MARKER.test(path.slice(path.lastIndexOf('/') + 1)))
    .map(parentOf);
  const all = new Set(['', ...projectFolders(marked)]);
  const roots = new Set(tests.flatMap((path) => nearest(path, all) ?? []));
  return { roots: [...roots].toSorted(), rootOf: (path) => nearest(path, roots) };
}

/** The innermost of some folders that holds a path. */
export function nearest(path: string, folders: ReadonlySet<string>): string | null {
  for (let folder = parentOf(path); ; folder = parentOf(folder)) {
    if (folders.has(folder)) return folder;
    if (folder === '') return null;
  }
}

/** A path as it is called in a folder that holds it. */
export function below(folder: string, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}
