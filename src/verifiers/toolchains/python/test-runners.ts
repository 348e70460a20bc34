import type { CheckResult } from '../../../domain/verdict.ts';
import { type CheckContext, skipped } from '../../runner.ts';
import { readTreeFile } from '../tree-files.ts';
import type { Python } from './interpreter.ts';
import { checkByPytest, type PackageTests } from './pytest.ts';
import { PYTEST_FILE } from './test-settings.ts';
import { checkByDjango, checkByUnittest } from './unittest.ts';

/** A package's tests before it is known who runs them. */
export interface TestsToRun extends Omit<PackageTests, 'python'> {
  readonly python: Python | null;
  /** Every test module of the package, repository-relative. */
  readonly all: readonly string[];
}

export type TestRunner = 'pytest' | 'unittest' | 'manage.py test';

/**
 * Who runs a package's tests: pytest where the project says so or has tests that nothing else takes, Django's own
 * command in a project of Django's, the standard library where all tests are written for it and pytest is not there
 * or would not take them.
 */
export async function runnerOf(
  { all, settings, python }: Pick<TestsToRun, 'all' | 'settings' | 'python'>,
  root: string,
): Promise<TestRunner> {
  if (settings.wantsPytest || all.length === 0) return 'pytest';
  if (!(await areForUnittest(all, root))) return 'pytest';
  if (settings.isDjango) return 'manage.py test';
  const hasPytest = python !== null && 'pytest' in python.modules;
  return hasPytest && all.every(isForPytest) ? 'pytest' : 'unittest';
}

function isForPytest(path: string): boolean {
  return PYTEST_FILE.test(path.slice(path.lastIndexOf('/') + 1));
}

/** A module with tests of the standard library's or Django's kind. */
const UNITTEST_STYLE = /^\s*(?:import|from)\s+(?:unittest|django\.test|rest_framework\.test)\b/m;
const TEST_CASE = /\b\w*TestCase\b/;
/** A module whose tests nothing but pytest takes. */
const PYTEST_STYLE =
  /^\s*(?:import|from)\s+pytest\b|^(?:async[ \t]+)?def[ \t]+test|^class[ \t]+Test\w*[ \t]*:/m;

/** Whether a module has tests of the standard library's kind. */
export function isUnittestModule(text: string): boolean {
  return UNITTEST_STYLE.test(text) && TEST_CASE.test(text);
}

async function areForUnittest(all: readonly string[], root: string): Promise<boolean> {
  let hasAny = false;
  for (const path of all) {
    const text = (await readTreeFile(root, path)) ?? '';
    if (PYTEST_STYLE.test(text)) return false;
    hasAny ||= isUnittestModule(text);
  }
  return hasAny;
}

/** Runs them. */
export async function checkTests(
  runner: TestRunner,
  tests: TestsToRun,
  context: CheckContext,
): Promise<CheckResult> {
  const { python, folder } = tests;
  const about = { name: runner, kind: 'test', package: folder } as const;
  const command = { ...about, shown: SHOWN[runner] };
  if (python === null) {
    return skipped(command, 'python3 is not on PATH; get it from https://www.python.org');
  }
  const run = { ...tests, python };
  if (runner === 'pytest') return checkByPytest(run, context);
  if (python.version === null && python.cut === null) {
    return skipped(command, `${python.argv.join(' ')} does not run`);
  }
  return runner === 'unittest' ? checkByUnittest(run, context) : checkByDjango(run, context);
}

const SHOWN: Readonly<Record<TestRunner, string>> = {
  pytest: 'python -m pytest',
  unittest: 'python -m unittest discover',
  'manage.py test': 'python manage.py test',
};
