import type { CheckResult } from '../../../domain/verdict.ts';
import type { Verifier, VerifyScope } from '../../../ports/verifier.ts';
import { type CheckContext, environmentOf, type VerifierDeps } from '../../runner.ts';
import { hasFile } from '../tree-files.ts';
import { askPython, interpreterOf, LINTERS, type Python } from './interpreter.ts';
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
  return {
    name: 'python',
    structured: true,
    applies: async (scope) =>
      (await hasFile(scope.root, (name) => name.endsWith('.py'))) || isDeclaredOnBase(scope),
    check: async (scope, signal) => checkAll({ deps, scope, signal }),
    tools: async (scope) => {
      const known = told.get(scope.root) ?? toolsOf({ deps, scope, signal: NEVER });
      told.set(scope.root, known);
      return known;
    },
  };
}

const NEVER = new AbortController().signal;

async function checkAll(context: CheckContext): Promise<readonly CheckResult[]> {
  const { scope, signal } = context;
  const tree = await readPythonTree(scope);
  const shared = { tree, pythonOf: pythons(context), wants: wanted(scope) };
  const lints = scope.task.kind === 'tests' ? [] : await runLints(shared, context);
  return signal.aborted ? lints : [...lints, ...(await runPackageTests(shared, context))];
}

function wanted({ only }: VerifyScope): (check: string) => boolean {
  return (check) => only === undefined || only.includes(check);
}

/** The Python of each folder; each interpreter is asked once what it has. */
function pythons(context: CheckContext): (folder: string) => Promise<Python | null> {
  const asked = new Map<string, Promise<Python>>();
  const known = new Map<string, Promise<Python | null>>();
  const find = async (folder: string): Promise<Python | null> => {
    const interpreter = await interpreterOf(folder, context);
    if (interpreter === null) return null;
    const key = JSON.stringify([interpreter.argv, interpreter.own === null ? folder : '']);
    const python = asked.get(key) ?? askPython(interpreter, folder, context);
    asked.set(key, python);
    return python;
  };
  return async (folder) => {
    const python = known.get(folder) ?? find(folder);
    known.set(folder, python);
    return python;
  };
}

/** What the repository's own Python has, and what else is on PATH. */
async function toolsOf(context: CheckContext): Promise<string> {
  const python = await pythons(context)('');
  const path = environmentOf(context)['PATH'] ?? '';
  const { processes } = context.deps;
  const found = await Promise.all(LINTERS.map(async (name) => processes.find(name, path)));
  const { argv, version, modules } = python ?? { argv: [], version: null, modules: {} };
  // The same project is judged in other places too.
  const plain = argv.map((word) => word.replace(`${context.scope.root}/`, ''));
  return JSON.stringify([plain, version, modules, found]);
}
