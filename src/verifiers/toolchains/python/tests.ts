import type { CheckResult } from '../../../domain/verdict.ts';
import type { CheckContext } from '../../runner.ts';
import { inPackage } from '../packages.ts';
import { readTreeFile } from '../tree-files.ts';
import { upwards } from './interpreter.ts';
import type { LintSurroundings } from './lint/lints.ts';
import { nearest, type TestPackages, testPackagesOf } from './packages.ts';
import { type Related, relatedTests } from './related.ts';
import { checkTests, isUnittestModule, runnerOf } from './test-runners.ts';
import { testFileNames, testSettingsOf, UNITTEST_FILE } from './test-settings.ts';
import { isSettings, type PythonTree } from './tree.ts';

/** The tests of every package that the task asks for, by whoever runs them there. */
export async function runPackageTests(
  { tree, pythonOf, wants }: LintSurroundings,
  context: CheckContext,
): Promise<readonly CheckResult[]> {
  const { scope } = context;
  const tests = await testModules(tree, scope.root);
  const packages = testPackagesOf(tree, tests);
  const roots = tests.length === 0 && (await isDeclared(tree, context)) ? [''] : packages.roots;
  const results: CheckResult[] = [];
  for (const [folder, files] of await wantedTests({ tree, tests, packages, roots }, context)) {
    const isOwn = (path: string): boolean => packages.rootOf(path) === folder;
    const all = tests.filter(isOwn);
    const inner = roots.filter((root) => root !== folder && isBelow(root, folder));
    const settings = await testSettingsOf(folder, tree, scope);
    const python = await pythonOf(folder);
    const runner = await runnerOf({ all, settings, python }, scope.root);
    if (!wants(runner)) continue;
    const documented = settings.hasDoctests ? changedModules(tree, context).filter(isOwn) : [];
    const some = files === null ? null : [...new Set([...files, ...documented])];
    const outer = outerFixtures(folder, tree);
    const run = { folder, files: some, all, inner, outer, settings, python };
    results.push(await checkTests(runner, run, context));
    if (context.signal.aborted) break;
  }
  return results;
}

/** What has tests in its own docstrings, where pytest looks there. */
function changedModules({ files }: PythonTree, { scope }: CheckContext): readonly string[] {
  if (scope.task.kind !== 'change') return [];
  const changed = new Set(scope.changed);
  return files.filter((path) => path.endsWith('.py') && changed.has(path) && !isSettings(path));
}

/** The outermost folder around a package that has fixtures; null where none has. */
function outerFixtures(folder: string, { files }: PythonTree): string | null {
  const around = upwards(folder).slice(1);
  return around.findLast((each) => files.includes(inPackage(each, 'conftest.py'))) ?? null;
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

async function isDeclared(tree: PythonTree, { scope }: CheckContext): Promise<boolean> {
  return (await testSettingsOf('', tree, scope)).hasPytest;
}

/** What pytest takes for tests, and what only unittest does. */
async function testModules(tree: PythonTree, root: string): Promise<readonly string[]> {
  const isTest = await testFileNames(tree);
  const found: string[] = [];
  for (const path of tree.files) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const counts =
      isTest(name) ||
      (UNITTEST_FILE.test(name) && isUnittestModule((await readTreeFile(root, path)) ?? ''));
    if (counts) found.push(path);
  }
  return found;
}

interface Found {
  readonly tree: PythonTree;
  readonly tests: readonly string[];
  readonly packages: TestPackages;
  readonly roots: readonly string[];
}

async function wantedTests(found: Found, { scope }: CheckContext): Promise<Related> {
  const { tree, tests, packages, roots } = found;
  const { task, changed, root } = scope;
  if (task.kind === 'tests') return givenTests(task.files, found);
  const everything = new Map(roots.map((each) => [each, null] as const));
  if (task.kind === 'full' || changed.length === 0 || tests.length === 0) return everything;
  const ours = changed.filter((path) => !isForeign(path, tree));
  return relatedTests({ root, changed: ours, files: tree.files, tests, ...packages });
}

/** Sources that the package of another language looks after. */
const FOREIGN =
  /\.(?:[cm]?[jt]sx?|vue|svelte|css|s[ac]ss|less|go|rs)$|(?:^|\/)(?:package(?:-lock)?\.json|go\.(?:mod|sum)|Cargo\.(?:toml|lock))$/;

function isForeign(path: string, { foreign }: PythonTree): boolean {
  return FOREIGN.test(path) && nearest(path, foreign) !== null;
}

/** Modules that are there; what only helps tests has none. */
function givenTests(files: readonly string[], { tree, packages }: Found): Related {
  const there = new Set(tree.files);
  const wanted = new Map<string, string[]>();
  for (const path of files) {
    const root = packages.rootOf(path);
    if (root === null || !there.has(path) || !IS_GIVEN.test(path)) continue;
    wanted.set(root, [...(wanted.get(root) ?? []), path]);
  }
  return wanted;
}

const IS_GIVEN = /(?:^|\/)(?!conftest\.py$|__init__\.py$)[^/]+\.py$/;
