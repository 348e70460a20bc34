import { join } from 'node:path';
import type { CheckResult } from '../../../domain/verdict.ts';
import { type CheckContext, resultOf, skipped } from '../../runner.ts';
import type { Python } from './interpreter.ts';
import { below } from './packages.ts';
import { PYTEST_PROGRAM } from './programs/pytest.ts';
import { runTests } from './run-tests.ts';
import type { TestSettings } from './test-settings.ts';

/** What is to be run in a package. */
export interface PackageTests {
  /** Repository-relative. */
  readonly folder: string;
  readonly python: Python;
  readonly settings: TestSettings;
  /** Repository-relative files; all of the package where null. */
  readonly files: readonly string[] | null;
  /** Packages in this one that have tests of their own. */
  readonly inner: readonly string[];
  /** The outermost folder around this one that has fixtures; null where none has. */
  readonly outer: string | null;
}

/** Of pytest: no tests were collected. */
const NO_TESTS = 5;

/** Tests of a package by pytest; all of them where none of the files has any. */
export async function checkByPytest(
  tests: PackageTests,
  context: CheckContext,
): Promise<CheckResult> {
  const { folder, python, files } = tests;
  const about = { name: 'pytest', kind: 'test', package: folder } as const;
  if (python.cut !== null) {
    return resultOf({ ...about, shown: SHOWN, argv: python.argv }, python.cut, context);
  }
  if (!('pytest' in python.modules))
    return skipped({ ...about, shown: SHOWN }, withoutPytest(python));
  const command = { ...about, shown: shown(tests), cwd: join(context.scope.root, folder) };
  const { result, outcome } = await runTests(
    {
      ...{ python, program: PYTEST_PROGRAM, command, needs: tests.settings.needs },
      measured: measured(tests, context),
      given: (place) => ({
        args: argumentsOf(tests, place, context),
        only: onlyOf(tests, context),
      }),
    },
    context,
  );
  if (outcome.exitCode !== NO_TESTS || result.tests?.failed !== 0) return result;
  if (files !== null && context.scope.task.kind === 'change') {
    return checkByPytest({ ...tests, files: null }, context);
  }
  return skipped(command, 'pytest found no tests');
}

const SHOWN = 'python -m pytest';

function shown({ folder, files }: PackageTests): string {
  return [SHOWN, ...shortened((files ?? []).map((path) => below(folder, path)))].join(' ');
}

/** Names of files that a command is shown with. */
const MAX_SHOWN = 8;

/** Arguments as a person would type them, the first of them where there are many. */
export function shortened(names: readonly string[]): readonly string[] {
  const left = names.length - MAX_SHOWN;
  return [...names.slice(0, MAX_SHOWN).map(quoted), ...(left > 0 ? [`… and ${left} more`] : [])];
}

/** A word as a shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function withoutPytest(python: Python): string {
  const command = python.argv.join(' ');
  return `${command} cannot import pytest; get it with: ${command} -m pip install pytest`;
}

/** What runs is measured where the project asks for it, and never where single tests are repeated. */
function measured(
  { python: { modules }, settings }: PackageTests,
  { scope }: CheckContext,
): 'no' | 'by pytest' | 'here' {
  if (scope.task.kind === 'tests' || !settings.wantsCoverage) return 'no';
  if ('pytest_cov' in modules) return 'by pytest';
  return 'coverage' in modules ? 'here' : 'no';
}

/**
 * What is known to fail must not keep the rest from being run, and nothing is kept in the tree. A floor of the coverage
 * is for all tests, not for some.
 */
function argumentsOf(tests: PackageTests, place: string, context: CheckContext): readonly string[] {
  const { folder, files, settings, inner, python } = tests;
  const isMeasured = measured(tests, context) === 'by pytest';
  const isPart = files !== null && 'pytest_cov' in python.modules;
  return [
    ...['--maxfail=0', '--continue-on-collection-errors', '-o', `cache_dir=${place}/cache`],
    ...fixturesAround(tests, context),
    ...(isMeasured && !settings.measures ? ['--cov'] : []),
    ...(isPart ? ['--cov-fail-under=0'] : []),
    ...(files === null ? inner.map((each) => `--ignore=${below(folder, each)}`) : []),
    // Without an argument pytest takes the path of the folder for one.
    ...(files === null && isOdd(join(context.scope.root, folder)) ? ['.'] : []),
    ...new Set((files ?? []).map((path) => argumentOf(below(folder, path)))),
  ];
}

/** A package that has no settings of pytest may be written for those fixtures, which pytest would not look for. */
function fixturesAround(
  { outer, settings }: PackageTests,
  { scope }: CheckContext,
): readonly string[] {
  const isNeeded = outer !== null && !settings.hasOwnPytest;
  return isNeeded ? [`--confcutdir=${join(scope.root, outer)}`] : [];
}

/** What pytest would not take for a plain path: `[` and `::` begin the name of a test, `-` an option, `@` a list. */
function argumentOf(path: string): string {
  const parts = path.split('/');
  const odd = parts.findIndex(isOdd);
  const plain = odd === -1 ? path : parts.slice(0, odd).join('/') || '.';
  return /^[-@]/.test(plain) ? `./${plain}` : plain;
}

function isOdd(path: string): boolean {
  return path.includes('[') || path.includes('::');
}

/** Where a whole folder stands for a file in it, the others in there are left out. */
function onlyOf(
  { folder, files }: PackageTests,
  { scope }: CheckContext,
): readonly string[] | null {
  const inside = (files ?? []).some((path) => isOdd(below(folder, path)));
  return inside ? (files ?? []).map((path) => join(scope.root, path)) : null;
}
