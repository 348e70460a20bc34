import { join } from 'node:path';
import { inPackage, parentOf } from '../packages.ts';
import { rememberReading } from '../remembered.ts';
import { type Imports, readImports } from './imports.ts';
import { indexModules } from './module-index.ts';
import { isSettings } from './tree.ts';

/** What is to be looked through for related tests; all paths repository-relative. */
export interface RelatedRequest {
  /** Absolute path of the tree. */
  readonly root: string;
  readonly changed: readonly string[];
  /** Every module of the tree. */
  readonly files: readonly string[];
  /** Those that hold tests. */
  readonly tests: readonly string[];
  /** Packages that hold them. */
  readonly roots: readonly string[];
  /** The package whose tests look after a file; null where none does. */
  readonly rootOf: (path: string) => string | null;
}

/** Tests by the package they are in: those of these files, or null for all of them. */
export type Related = ReadonlyMap<string, readonly string[] | null>;

/** Files that no test reads, as long as something else changed too. */
const INERT =
  /\.(?:md|rst|txt|adoc|pyi|png|jpe?g|gif|svg|ico|webp|pdf)$|(?:^|\/)(?:LICEN[CS]E|NOTICE|AUTHORS|CODEOWNERS|\.gitignore|\.gitattributes|\.editorconfig|\.mailmap|py\.typed)$|^\.(?:github|gitlab|codelicious|vscode|idea)\//i;
/** Files by which it is decided what is installed and how tests run. */
const BUILD =
  /(?:^|\/)(?:uv\.lock|poetry\.lock|pdm\.lock|Pipfile(?:\.lock)?|noxfile\.py|\.python-version|.*constraints.*\.txt)$|(?:^|\/)requirements\/[^/]*\.(?:txt|in)$/;

/**
 * The tests that a change may break: those that import what changed, through whatever else, those called like it, and
 * all below a `conftest.py` that changed. All of a package where a change maps to none of them or where it is of what
 * the package is built and run by.
 */
export async function relatedTests(request: RelatedRequest): Promise<Related> {
  const { changed, tests, rootOf } = request;
  const whole = new Set<string>();
  const found = new Set<string>();
  const telling = changed.filter(
    (path) => !INERT.test(path) || isSettings(path) || BUILD.test(path),
  );
  const sources = telling.filter((path) => isModule(path) && !isSettings(path));
  for (const path of telling.length > 0 ? telling : changed) {
    if (!sources.includes(path)) for (const root of rootsFor(path, request)) whole.add(root);
  }
  const dependents = await dependentsOf(sources, request);
  for (const path of sources) {
    const mapped = testsFor(path, dependents(path), request);
    mapped.forEach((test) => found.add(test));
    if (mapped.length > 0 || isGone(path, request)) continue;
    const root = rootOf(path);
    for (const each of root === null ? request.roots : [root]) whole.add(each);
  }
  const roots = new Set([...whole, ...[...found].flatMap((path) => rootOf(path) ?? [])]);
  return new Map(
    [...roots].toSorted().map((root) => {
      const all = tests.filter((path) => rootOf(path) === root);
      const some = all.filter((path) => found.has(path));
      return [root, whole.has(root) || some.length === all.length ? null : some];
    }),
  );
}

function isModule(path: string): boolean {
  return path.endsWith('.py');
}

/** A test that was deleted is related to nothing. */
function isGone(path: string, { files }: RelatedRequest): boolean {
  return /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(path) && !files.includes(path);
}

/** Packages that a file which is no module may matter to: settings to those below too. */
function rootsFor(path: string, { tests, rootOf }: RelatedRequest): readonly string[] {
  const root = rootOf(path);
  if (!isSettings(path) && !BUILD.test(path)) return root === null ? [] : [root];
  const folder = parentOf(path).replace(/(?:^|\/)requirements$/, '');
  const below = tests.filter((test) => test.startsWith(inPackage(folder, '')));
  return [...below.flatMap((test) => rootOf(test) ?? []), ...(root === null ? [] : [root])];
}

/** The tests among what depends on a file, the file itself included, and those that have its name. */
function testsFor(
  path: string,
  dependents: ReadonlySet<string>,
  { tests, rootOf }: RelatedRequest,
): readonly string[] {
  const fixtures = [...dependents].filter(isFixtures).map((each) => inPackage(parentOf(each), ''));
  const stem = path.slice(path.lastIndexOf('/') + 1, -'.py'.length);
  const name = stem === '__init__' ? parentOf(path).split('/').at(-1) : stem;
  const called = new Set([`test_${name}.py`, `${name}_test.py`, `test_${name}s.py`]);
  return tests.filter((test) => {
    if (dependents.has(test)) return true;
    if (fixtures.some((folder) => test.startsWith(folder))) return true;
    return called.has(test.slice(test.lastIndexOf('/') + 1)) && rootOf(test) === rootOf(path);
  });
}

function isFixtures(path: string): boolean {
  return /(?:^|\/)conftest\.py$/.test(path);
}

/** What imports a file, through whatever else; the file too. */
async function dependentsOf(
  sources: readonly string[],
  { root, files, rootOf }: RelatedRequest,
): Promise<(path: string) => ReadonlySet<string>> {
  if (sources.length === 0) return (path) => new Set([path]);
  const gone = sources.filter((path) => !files.includes(path));
  const modules = [...files.filter(isModule), ...gone];
  const index = indexModules(modules, rootOf);
  const importers = new Map<string, string[]>();
  for (const [path, imports] of await importsOf(root, files.filter(isModule))) {
    for (const used of index.filesOf(imports, path)) {
      const by = importers.get(used);
      if (by === undefined) importers.set(used, [path]);
      else by.push(path);
    }
  }
  return (path) => reach(path, importers);
}

function reach(
  path: string,
  importers: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const reached = new Set([path]);
  for (const each of reached) for (const by of importers.get(each) ?? []) reached.add(by);
  return reached;
}

const importsIn = rememberReading(readImports);
const NO_IMPORTS: Imports = { absolute: [], relative: [], quoted: [] };

async function importsOf(
  root: string,
  files: readonly string[],
): Promise<readonly (readonly [string, Imports])[]> {
  const read = await importsIn(files.map((path) => join(root, path)));
  return files.map((path, at) => [path, read[at] ?? NO_IMPORTS] as const);
}
