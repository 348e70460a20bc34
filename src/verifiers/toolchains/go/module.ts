import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { VerifyScope } from '../../../ports/verifier.ts';
import { PACKAGE_MANIFESTS, packagesOf } from '../packages.ts';
import { hasFile, readTreeFile } from '../tree-files.ts';

/** One Go module and what of it is to be judged. */
export interface GoModule {
  /** Relative to the repository, empty for its root. */
  readonly folder: string;
  /** What its packages' import paths begin with; empty where `go.mod` does not say. */
  readonly path: string;
  /** Changed files that belong to it, repository-relative. */
  readonly changed: readonly string[];
  /** Folders of the modules below it; known where all of the tree is judged. */
  readonly nested: readonly string[];
}

const MANIFEST = 'go.mod';
/** Files that are Go's, wherever they are. */
const OWN_FILE = /\.go$|(?:^|\/)go\.(?:mod|sum|work|work\.sum)$/;
/** Folders whose modules are somebody else's, or data. */
const FOREIGN = /(?:^|\/)(?:vendor|testdata)(?:\/|$)/;

/** The modules a task is about, in the order they are found. */
export async function modulesOf(scope: VerifyScope): Promise<readonly GoModule[]> {
  const files = await filesByModule(scope);
  const found: GoModule[] = [];
  for (const [folder, changed] of files) {
    const text = await readTreeFile(scope.root, join(folder, MANIFEST));
    // Without its manifest it is judged all the same, unless nothing of it is left.
    if (text === null && !(await holdsGo(join(scope.root, folder)))) continue;
    const path = /^\s*module\s+"?([^\s"]+)"?/m.exec(text ?? '')?.[1] ?? '';
    const nested = [...files.keys()].filter((other) => other !== folder && isBelow(other, folder));
    found.push({ folder, path, changed, nested });
  }
  return found;
}

async function filesByModule(scope: VerifyScope): Promise<ReadonlyMap<string, readonly string[]>> {
  const modules = packagesOf(scope, (names) => names.includes(MANIFEST));
  if (scope.task.kind === 'full') {
    const folders = (await modules.all()).filter((folder) => !FOREIGN.test(folder));
    return new Map(folders.map((folder) => [folder, []]));
  }
  const isTest = scope.task.kind === 'tests';
  const paths = isTest ? scope.task.files.filter(isGoTest) : scope.changed;
  const any = packagesOf(scope, (names) => names.some((name) => PACKAGE_MANIFESTS.has(name)));
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const folder = await modules.rootOf(path);
    if (folder === null || (!OWN_FILE.test(path) && (await any.rootOf(path)) !== folder)) continue;
    found.set(folder, [...(found.get(folder) ?? []), path]);
  }
  return found;
}

function isBelow(folder: string, above: string): boolean {
  return above === '' || folder.startsWith(`${above}/`);
}

/** Whether a file holds Go tests. */
export function isGoTest(path: string): boolean {
  return path.endsWith('_test.go');
}

async function holdsGo(folder: string): Promise<boolean> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isThere && hasFile(folder, (name) => name.endsWith('.go'));
}
