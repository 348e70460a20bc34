import { join } from 'node:path';
import type { CheckResult } from '../../domain/verdict.ts';
import type { Verifier, VerifyScope } from '../../ports/verifier.ts';
import {
  type CheckContext,
  environmentOf,
  resultOf,
  runProgram,
  skipped,
  type VerifierDeps,
} from '../runner.ts';
import { hasFile, isExecutable, readTreeFile } from './tree-files.ts';

/** Files in which a project declares that pytest runs its tests, and what they say then. */
const DECLARATIONS: readonly (readonly [string, RegExp])[] = [
  ['pytest.ini', /^/],
  ['.pytest.ini', /^/],
  ['pyproject.toml', /^\s*\[tool\.pytest\b/m],
  ['setup.cfg', /^\[tool:pytest\]/m],
  ['tox.ini', /^\[pytest\]/m],
];

/** Files by which pytest finds tests when nobody tells it otherwise. */
const TEST_FILE = /^(?:test_.*|.*_test)\.py$/;

/** Environments a project keeps in its own tree, the usual name first. */
const OWN_INTERPRETERS = ['.venv/bin/python', 'venv/bin/python'];

/** Tools that know a project's environment, by the lock file that tells of them. */
const RUNNERS: readonly (readonly [lock: string, tool: string, args: readonly string[]])[] = [
  ['uv.lock', 'uv', ['run', '--frozen', 'python']],
  ['poetry.lock', 'poetry', ['run', 'python']],
];

/** The working directory leaves the module path while pytest is loaded: a `pytest.py` of the tree is none. */
const IMPORT = 'import sys; here = sys.path.pop(0); import pytest';
const RUN = `${IMPORT}; sys.path.insert(0, here); sys.exit(pytest.main())`;
/** Of pytest: no tests were collected. */
const NO_TESTS = 5;

const SHOWN = { name: 'pytest', shown: 'python -m pytest', kind: 'test' } as const;

/** Nothing is compiled into the tree that is about to be committed. */
const ENV = { PYTHONDONTWRITEBYTECODE: '1' };

/** pytest by the project's own interpreter, where the base or the tree has Python tests. */
export function createPythonVerifier(deps: VerifierDeps): Verifier {
  return {
    name: 'python',
    applies: hasTests,
    check: async (scope, signal) => [await checkTests({ deps, scope, signal })],
  };
}

async function hasTests(scope: VerifyScope): Promise<boolean> {
  for (const [file, says] of DECLARATIONS) {
    const texts = [await scope.baseFile(file), await readTreeFile(scope.root, file)];
    if (texts.some((text) => text !== null && says.test(text))) return true;
  }
  return hasFile(scope.root, (name) => TEST_FILE.test(name));
}

async function checkTests(context: CheckContext): Promise<CheckResult> {
  const python = await interpreterOf(context);
  if (python === null) {
    return skipped(SHOWN, 'python3 is not on PATH; get it from https://www.python.org');
  }
  const probe = await runProgram({ argv: [...python, '-c', IMPORT], env: ENV }, context);
  if (probe.status !== 'exited') return resultOf({ ...SHOWN, argv: python }, probe, context);
  if (probe.exitCode !== 0) return skipped(SHOWN, withoutPytest(python));
  const outcome = await runProgram({ argv: [...python, '-c', RUN], env: ENV }, context);
  if (outcome.exitCode === NO_TESTS) return skipped(SHOWN, 'pytest found no tests');
  return resultOf({ ...SHOWN, argv: python }, outcome, context);
}

function withoutPytest(python: readonly string[]): string {
  const command = python.join(' ');
  return `${command} cannot import pytest; get it with: ${command} -m pip install pytest`;
}

async function interpreterOf(
  context: CheckContext,
): Promise<readonly [string, ...string[]] | null> {
  const { scope, deps } = context;
  const path = environmentOf(context)['PATH'] ?? '';
  for (const own of OWN_INTERPRETERS.map((each) => join(scope.root, each))) {
    if (await isExecutable(own)) return [own];
  }
  for (const [lock, tool, args] of RUNNERS) {
    if ((await scope.baseFile(lock)) === null) continue;
    const program = await deps.processes.find(tool, path);
    if (program !== null) return [program, ...args];
  }
  const system =
    (await deps.processes.find('python3', path)) ?? (await deps.processes.find('python', path));
  return system === null ? null : [system];
}
