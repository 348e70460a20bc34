import type { CheckResult } from '../../domain/verdict.ts';
import type { Verifier } from '../../ports/verifier.ts';
import { type CheckContext, resultOf, runProgram, skipped, type VerifierDeps } from '../runner.ts';
import { readTreeFile } from '../toolchains/tree-files.ts';
import type { FoundHook, Hook } from './hook.ts';
import { lefthookHooks } from './lefthook.ts';
import { preCommitHooks } from './pre-commit.ts';
import { scriptHooks } from './scripts.ts';
import { NOT_STAGED, stagedArgv } from './staged-repository.ts';

/**
 * The repository's own hooks before commits, as the base has them, with the change staged; those that the change puts
 * in their place as well, once these have passed or failed.
 */
export function createHookVerifier(deps: VerifierDeps): Verifier {
  return {
    name: 'hooks',
    alters: true,
    applies: async (scope) => {
      if (scope.task.kind === 'tests') return false;
      const signal = new AbortController().signal;
      return (await findHooks({ deps, scope, signal })).length > 0;
    },
    check: async (scope, signal) => {
      const context = { deps, scope, signal };
      const results: CheckResult[] = [];
      const known = await findHooks(context);
      const asOnBase = known.map((found): HookRun => ({ found, asNow: null }));
      for (const one of [...asOnBase, ...(await changedHooks(known, context))]) {
        const name = nameOf(one.found);
        if (scope.only?.includes(name) === false) continue;
        results.push(await runHook(one, context));
        if (signal.aborted) break;
      }
      return results;
    },
  };
}

async function findHooks(context: CheckContext): Promise<readonly FoundHook[]> {
  return [
    ...(await scriptHooks(context.scope)),
    ...(await preCommitHooks(context)),
    ...(await lefthookHooks(context)),
  ];
}

/** A hook with the texts that the change gives the files it is made of; null for those of the base. */
interface HookRun {
  readonly found: FoundHook;
  readonly asNow: readonly (readonly [path: string, text: string])[] | null;
}

/** Hooks of the base that are something else in the tree; read before any hook may write there. */
async function changedHooks(
  known: readonly FoundHook[],
  context: CheckContext,
): Promise<readonly HookRun[]> {
  const { scope } = context;
  const inTree = (path: string): Promise<string | null> => readTreeFile(scope.root, path);
  const now = await findHooks({ ...context, scope: { ...scope, baseFile: inTree } });
  const changed: HookRun[] = [];
  for (const found of now) {
    const before = known.find((one) => nameOf(one) === nameOf(found));
    if (found.kind !== 'hook' || before?.kind !== 'hook') continue;
    const paths = scope.changed.filter((path) => isOf(found.hook, path));
    const isSame = JSON.stringify(found.hook.argv) === JSON.stringify(before.hook.argv);
    if (isSame && paths.length === 0) continue;
    const texts = await Promise.all(paths.map(async (path) => [path, await inTree(path)] as const));
    const asNow = texts.flatMap(([path, text]) => (text === null ? [] : [[path, text] as const]));
    const hook = { ...found.hook, name: `${found.hook.name} (as changed)` };
    changed.push({ found: { kind: 'hook', hook }, asNow });
  }
  return changed;
}

function nameOf(found: FoundHook): string {
  return found.kind === 'hook' ? found.hook.name : found.name;
}

/** What shells and Node's package runner end with when a program is not there. */
const MISSING = 127;

async function runHook({ found, asNow }: HookRun, context: CheckContext): Promise<CheckResult> {
  if (found.kind === 'skipped') return skipped({ ...found, kind: 'hook' }, found.note);
  const { hook } = found;
  const command = { ...hook, kind: 'hook', env: { ...QUICK, ...hook.env } } as const;
  const own = context.scope.changed.filter((path) => isOf(hook, path));
  const stage = asNow === null ? { asOnBase: own } : { asOnBase: [], asNow };
  const argv = stagedArgv({ ...stage, argv: hook.argv }, context.scope);
  if (argv === null) return skipped(command, 'there is no repository to run it in');
  const outcome = await runProgram({ ...command, argv }, context);
  const why = outcome.status === 'exited' ? unableBy(hook, outcome.exitCode ?? 0) : null;
  if (why !== null) return { ...resultOf(command, outcome, context), ...NOTHING, note: why };
  const result = resultOf(command, outcome, context);
  return result.note === null ? { ...result, note: hook.note ?? null } : result;
}

/** What is not installed is not asked for again and again where no registry can be reached. */
const QUICK = { npm_config_offline: 'true', npm_config_fetch_retries: '0' };
const NOTHING = { status: 'skipped', findings: [] } as const;

function unableBy({ unable }: Hook, code: number): string | null {
  if (code === MISSING) return 'a program it needs is not there; see the output';
  if (code === NOT_STAGED) return 'the change could not be staged for it';
  return unable?.get(code) ?? null;
}

function isOf({ files }: Hook, path: string): boolean {
  return files.some((file) => (file.endsWith('/') ? path.startsWith(file) : path === file));
}
