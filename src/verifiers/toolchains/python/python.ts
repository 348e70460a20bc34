import type { CheckResult } from '../../../domain/verdict.ts';
import type { Verifier, VerifyScope } from '../../../ports/verifier.ts';
import { type CheckContext, environmentOf, type VerifierDeps } from '../../runner.ts';
import { hasFile } from '../tree-files.ts';
import { LINTERS } from './interpreter.ts';
import { type PythonOf, rememberPythons } from './known-pythons.ts';
import { runLints } from './lint/lints.ts';
import { isDeclaredOnBase } from './test-settings.ts';
import { runPackageTests } from './tests.ts';
import { readPythonTree } from './tree.ts';

/**
 * Linters, checkers of types and tests of Python, each where the project has set it up, by the project's own
 * interpreter.
 */
export function createPythonVerifier(deps: VerifierDeps): Verifier {
  const told = new Map<string, Promise<string>>();
  const pythons = rememberPythons();
  return {
    name: 'python',
    structured: true,
    applies: async (scope) =>
      (await hasFile(scope.root, (name) => name.endsWith('.py'))) || isDeclaredOnBase(scope),
    check: async (scope, signal) => {
      const context = { deps, scope, signal };
      return checkAll(pythons(context), context);
    },
    tools: async (scope) => {
      const context = { deps, scope, signal: NEVER };
      const known = told.get(scope.root) ?? toolsOf(pythons(context), context);
      told.set(scope.root, known);
      return known;
    },
  };
}

const NEVER = new AbortController().signal;

async function checkAll(
  pythonOf: PythonOf,
  context: CheckContext,
): Promise<readonly CheckResult[]> {
  const { scope, signal } = context;
  const tree = await readPythonTree(scope);
  const shared = { tree, pythonOf, wants: wanted(scope) };
  const lints = scope.task.kind === 'tests' ? [] : await runLints(shared, context);
  return signal.aborted ? lints : [...lints, ...(await runPackageTests(shared, context))];
}

function wanted({ only }: VerifyScope): (check: string) => boolean {
  return (check) => only === undefined || only.includes(check);
}

/** What the repository's own Python has, and what else is on PATH. */
async function toolsOf(pythonOf: PythonOf, context: CheckContext): Promise<string> {
  const python = await pythonOf('');
  const path = environmentOf(context)['PATH'] ?? '';
  const { processes } = context.deps;
  const found = await Promise.all(LINTERS.map(async (name) => processes.find(name, path)));
  const { argv, version, modules } = python ?? { argv: [], version: null, modules: {} };
  // The same project is judged in other places too.
  const plain = argv.map((word) => word.replace(`${context.scope.root}/`, ''));
  return JSON.stringify([plain, version, modules, found]);
}
