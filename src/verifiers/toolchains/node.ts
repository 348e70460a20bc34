import type { CheckResult } from '../../domain/verdict.ts';
import type { Verifier, VerifyScope } from '../../ports/verifier.ts';
import {
  type CheckContext,
  environmentOf,
  runCheck,
  skipped,
  type VerifierDeps,
} from '../runner.ts';
import { type PackageFile, readPackage, runTheSame, testScripts } from './package-json.ts';
import {
  HOW_TO_GET,
  MANAGER_SETTINGS,
  type PackageManager,
  packageManagerOf,
  TEST_COMMANDS,
} from './package-manager.ts';
import { readTreeFile } from './tree-files.ts';

const MANIFEST = 'package.json';

/** Runs each script by a shell of its own until one fails, as package managers do. */
const IN_ORDER = 'for script do /bin/sh -c "$script" || exit; done';

/**
 * The `test` script of the root `package.json` as the base commit has it. A change that edits the
 * script, or the settings of the manager that runs it, is still judged by the base's script.
 */
export function createNodeVerifier(deps: VerifierDeps): Verifier {
  return {
    name: 'node',
    applies: async (scope) => {
      const base = await basePackage(scope);
      return base !== null && testScripts(base).length > 0;
    },
    tools: () => Promise.resolve(process.version),
    check: async (scope, signal) => {
      const base = await basePackage(scope);
      return base === null ? [] : [await checkPackage(base, { deps, scope, signal })];
    },
  };
}

async function basePackage(scope: VerifyScope): Promise<PackageFile | null> {
  return readPackage(await scope.baseFile(MANIFEST));
}

async function checkPackage(base: PackageFile, context: CheckContext): Promise<CheckResult> {
  const manager = await packageManagerOf(context.scope, base.packageManager);
  if (await isUntouched(base, context.scope)) return byManager(manager, context);
  return byScripts(testScripts(base), { manager, context });
}

/** Whether the manager would run in the tree what it would run on the base. */
async function isUntouched(base: PackageFile, scope: VerifyScope): Promise<boolean> {
  const now = readPackage(await readTreeFile(scope.root, MANIFEST));
  if (now === null || !runTheSame(base, now) || now.packageManager !== base.packageManager) {
    return false;
  }
  for (const file of MANAGER_SETTINGS) {
    const [before, after] = [await scope.baseFile(file), await readTreeFile(scope.root, file)];
    if (after !== null && after !== before) return false;
  }
  return true;
}

async function byManager(manager: PackageManager, context: CheckContext): Promise<CheckResult> {
  const argv = TEST_COMMANDS[manager];
  const command = { name: argv.join(' '), shown: argv.join(' '), argv, kind: 'test' } as const;
  const { processes } = context.deps;
  const program = await processes.find(manager, environmentOf(context)['PATH'] ?? '');
  if (program === null)
    return skipped(command, `${manager} is not on PATH; ${HOW_TO_GET[manager]}`);
  return runCheck({ ...command, argv: [program, ...argv.slice(1)] }, context);
}

async function byScripts(
  scripts: readonly string[],
  { manager, context }: { readonly manager: PackageManager; readonly context: CheckContext },
): Promise<CheckResult> {
  const path = environmentOf(context)['PATH'] ?? '';
  return runCheck(
    {
      name: TEST_COMMANDS[manager].join(' '),
      kind: 'test',
      shown: scripts.join(' && '),
      argv: ['/bin/sh', '-c', IN_ORDER, 'sh', ...scripts],
      env: { PATH: `${context.scope.root}/node_modules/.bin:${path}` },
    },
    context,
  );
}
