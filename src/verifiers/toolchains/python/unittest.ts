import { join } from 'node:path';
import type { CheckResult } from '../../../domain/verdict.ts';
import { type CheckContext, resultOf, skipped } from '../../runner.ts';
import { below } from './packages.ts';
import { UNITTEST_PROGRAM } from './programs/unittest.ts';
import { type PackageTests, shortened } from './pytest.ts';
import { runTests } from './run-tests.ts';

/** Tests of a package by unittest, or by Django's own command. */
export interface UnittestRun extends PackageTests {
  /** Every test module of the package, repository-relative. */
  readonly all: readonly string[];
}

/** Tests of a package by the standard library's own runner, module by module. */
export async function checkByUnittest(
  tests: UnittestRun,
  context: CheckContext,
): Promise<CheckResult> {
  const { folder, files, all } = tests;
  const names = (files ?? all).map((path) => below(folder, path));
  const words = files === null ? ['discover'] : shortened(names);
  const shown = ['python -m unittest', ...words].join(' ');
  return run(tests, { name: 'unittest', shown, given: { files: names, labels: null } }, context);
}

/** Tests of a Django project by `manage.py test`. */
export async function checkByDjango(
  tests: UnittestRun,
  context: CheckContext,
): Promise<CheckResult> {
  const { folder, files, python } = tests;
  const labels = (files ?? []).map((path) => labelOf(below(folder, path)));
  const shown = ['python manage.py test', ...shortened(labels)].join(' ');
  const name = 'manage.py test';
  if (python.cut === null && !('django' in python.modules)) {
    const command = python.argv.join(' ');
    const note = `${command} cannot import django; get it with: ${command} -m pip install django`;
    return skipped({ name, shown, kind: 'test', package: folder }, note);
  }
  return run(tests, { name, shown, given: { files: null, labels } }, context);
}

interface Named {
  readonly name: string;
  readonly shown: string;
  readonly given: Readonly<Record<string, unknown>>;
}

async function run(
  { folder, python, settings }: UnittestRun,
  { name, shown, given }: Named,
  context: CheckContext,
): Promise<CheckResult> {
  const { root, task } = context.scope;
  const command = { name, shown, kind: 'test', package: folder, cwd: join(root, folder) } as const;
  if (python.cut !== null) {
    return resultOf({ ...command, argv: python.argv }, python.cut, context);
  }
  const measures = settings.wantsCoverage && task.kind !== 'tests' && 'coverage' in python.modules;
  const { result } = await runTests(
    {
      ...{ python, program: UNITTEST_PROGRAM, command, needs: settings.needs },
      measured: measures ? 'here' : 'no',
      given: () => given,
    },
    context,
  );
  const { passed, failed, skipped: left } = result.tests ?? { passed: 1, failed: 0, skipped: 0 };
  if (passed + failed + left > 0 || result.findings.length > 0) return result;
  return result.status === 'passed' ? skipped(command, `${name} found no tests`) : result;
}

/** A module as Python imports it. */
function labelOf(path: string): string {
  return path.replace(/\.py$/, '').replaceAll('/', '.');
}
