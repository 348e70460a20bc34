import { posix } from 'node:path';
import { isTestFile } from '../../../domain/tampering/language.ts';
import type { CheckResult } from '../../../domain/verdict.ts';
import { runMeasured } from '../../coverage/measured-check.ts';
import { type CheckContext, environmentOf, skipped } from '../../runner.ts';
import { inPackage } from '../packages.ts';
import { isFile } from '../tree-files.ts';
import { changedKind } from './changed-files.ts';
import { installedProgram, pathWith } from './installed.ts';
import { bothResults } from './other-scripts.ts';
import { runTheSame, testScripts } from './package-json.ts';
import {
  HOW_TO_GET,
  isLockFile,
  MANAGER_SETTINGS,
  managerIn,
  type PackageManager,
  packageManagerOf,
  TEST_COMMANDS,
} from './package-manager.ts';
import { type PlainScript, plainScript } from './plain-script.ts';
import { decidingScripts, type Manifests, type Project } from './project.ts';
import { type RunnerScript, runTests, type TestRun } from './test-run.ts';
import { selectionOf } from './test-selection.ts';
import type { TestTarget } from './test-targets.ts';
import { MANIFEST, upwards } from './workspaces.ts';

/** One run of a verifier. */
export interface NodeEnv {
  readonly project: Project;
  readonly context: CheckContext;
}

/** The scripts of a package that are to be run as one check. */
interface ScriptCheck extends Omit<RunnerScript, 'plain'> {
  readonly target: TestTarget;
  readonly manager: PackageManager;
  readonly scripts: readonly string[];
}

/**
 * The tests of a package: by the scripts of the base, and where the change puts others in their place, by those too.
 * Scripts that only the change brings count when they fail, or when a runner says which tests passed.
 */
export async function checkPackage(
  target: TestTarget,
  env: NodeEnv,
): Promise<readonly CheckResult[]> {
  const { folder } = target;
  const { root } = env.context.scope;
  const manifests = await env.project.manifests(folder);
  const { scripts, of } = decidingScripts(manifests);
  const manager = await managerOf(folder, env.project);
  const name = TEST_COMMANDS[manager].join(' ');
  const about = { name, kind: 'test', package: folder, cwd: posix.join(root, folder) } as const;
  const check: ScriptCheck = { target, folder, manager, scripts, about };
  const result = await runScripts(check, of, env);
  const own = result === null || (of === 'tree' && !isProof(result)) ? null : result;
  const changed = of === 'tree' ? null : changedScripts(manifests);
  const asChanged = `${name} (as changed)`;
  const { only, task } = env.context.scope;
  // Tests that are run once more are run by whatever passed before.
  const isWanted = only === undefined ? task.kind !== 'tests' : only.includes(asChanged);
  const isLeft = changed === null || !isWanted || env.context.signal.aborted;
  if (isLeft) return own === null ? [] : [own];
  const second = { ...check, scripts: changed, about: { ...about, name: asChanged } };
  const after = await runScripts(second, 'tree', env);
  const isAsked = env.context.scope.asksForOtherRun?.(inPackage(folder, MANIFEST)) === true;
  return bothResults({ before: own, after, isAsked });
}

/** Those that take the place of the base's; null where none do. */
function changedScripts({ base, now }: Manifests): readonly string[] | null {
  if (base === null || now === null || runTheSame(base, now)) return null;
  const changed = testScripts(now);
  return changed.length === 0 ? null : changed;
}

/** A script of the change's own that passes says something only where tests are seen to pass. */
function isProof({ status, tests }: CheckResult): boolean {
  return status !== 'passed' || (tests?.passed ?? 0) > 0;
}

async function runScripts(
  check: ScriptCheck,
  of: 'base' | 'tree',
  env: NodeEnv,
): Promise<CheckResult | null> {
  const [only = '', ...more] = check.scripts;
  const plain = more.length === 0 ? plainScript(only) : null;
  if (plain === null || (await hasLoader(env))) {
    const isUntouched = of === 'base' && (await runsAsOnBase(check.folder, env.project));
    return isUntouched ? byManager(check, env) : byScripts(check, env);
  }
  const missing = await isMissing(plain, check.folder, env);
  const { about } = check;
  if (missing && !isManifestChanged(env)) {
    const note = `${plain.runner} is not installed; get it with: ${check.manager} install`;
    return skipped({ ...about, shown: only }, note);
  }
  return byRunner(plain, check, env);
}

async function byRunner(
  plain: PlainScript,
  { about, folder, target }: ScriptCheck,
  env: NodeEnv,
): Promise<CheckResult | null> {
  const script = { plain, folder, about };
  const selection = await selectionOf(plain, target, env.project);
  if (selection === null) return null;
  const run = await runTests(script, selection, env);
  const isNone = run.outcomes?.length === 0;
  const { task } = env.context.scope;
  if (isNone && task.kind === 'change' && selection.type !== 'all') {
    return settled(await runTests(script, { type: 'all' }, env), env);
  }
  return settled(run, env);
}

/** No tests at all are no failure, unless the change took them away or may have hidden them. */
async function settled({ result, outcomes }: TestRun, { project }: NodeEnv): Promise<CheckResult> {
  if (outcomes?.length !== 0 || result.note !== null) return result;
  const isAll = project.scope.task.kind !== 'tests';
  for (const path of isAll ? project.scope.changed : []) {
    const isGone = isTestFile(path) && (await project.text(path, 'tree')) === null;
    if (isGone || changedKind(path) === 'settings') return result;
  }
  const none = { status: 'skipped', findings: [], note: 'the runner found no tests' } as const;
  const { tests: _, ...rest } = result;
  return { ...rest, ...none };
}

async function isMissing(
  { runner }: PlainScript,
  folder: string,
  { context }: NodeEnv,
): Promise<boolean> {
  const { root } = context.scope;
  if (runner !== 'node' && (await installedProgram(root, folder, runner)) !== null) return false;
  const path = environmentOf(context)['PATH'] ?? '';
  return (await context.deps.processes.find(runner, path)) === null;
}

/** Whether what is installed may be the change's doing. */
function isManifestChanged({ project }: NodeEnv): boolean {
  return project.scope.changed.some(
    (path) => isLockFile(path) || path === MANIFEST || path.endsWith(`/${MANIFEST}`),
  );
}

/** Yarn may keep packages in no folder at all; only its own commands find them. */
async function hasLoader({ context }: NodeEnv): Promise<boolean> {
  return isFile(context.scope.root, '.pnp.cjs');
}

/** The manager of the nearest folder that names one on the base. */
async function managerOf(folder: string, project: Project): Promise<PackageManager> {
  const fieldIn = async (above: string): Promise<string | null> =>
    (await project.manifests(above)).base?.packageManager ?? null;
  for (const above of upwards(folder).slice(0, -1)) {
    const manager = await managerIn(above, project.scope, await fieldIn(above));
    if (manager !== null) return manager;
  }
  return packageManagerOf(project.scope, await fieldIn(''));
}

/** Whether the manager would run in the tree what it would run on the base. */
async function runsAsOnBase(folder: string, project: Project): Promise<boolean> {
  const { base, now } = await project.manifests(folder);
  if (base === null || now === null || !runTheSame(base, now)) return false;
  for (const above of upwards(folder)) {
    const { base: before, now: after } = await project.manifests(above);
    if ((before?.packageManager ?? null) !== (after?.packageManager ?? null)) return false;
    for (const file of MANAGER_SETTINGS.map((name) => inPackage(above, name))) {
      const text = await project.text(file, 'tree');
      if (text !== null && text !== (await project.text(file, 'base'))) return false;
    }
  }
  return true;
}

async function byManager({ manager, about }: ScriptCheck, { context }: NodeEnv) {
  const argv = TEST_COMMANDS[manager];
  const command = { ...about, shown: argv.join(' '), argv };
  const path = environmentOf(context)['PATH'] ?? '';
  const program = await context.deps.processes.find(manager, path);
  if (program === null) {
    return skipped(command, `${manager} is not on PATH; ${HOW_TO_GET[manager]}`);
  }
  return runMeasured({ ...command, argv: [program, ...argv.slice(1)] }, context);
}

/** Runs each script by a shell of its own until one fails, as package managers do. */
const IN_ORDER = 'for script do /bin/sh -c "$script" || exit; done';

async function byScripts({ about, folder, scripts }: ScriptCheck, { context }: NodeEnv) {
  const path = environmentOf(context)['PATH'] ?? '';
  const command = {
    ...about,
    shown: scripts.join(' && '),
    argv: ['/bin/sh', '-c', IN_ORDER, 'sh', ...scripts],
    env: { PATH: pathWith(context.scope.root, folder, path) },
  };
  return runMeasured(command, context);
}
