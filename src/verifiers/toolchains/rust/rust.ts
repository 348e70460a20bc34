import { join } from 'node:path';
import type { CheckResult } from '../../../domain/verdict.ts';
import type { Verifier, VerifyScope } from '../../../ports/verifier.ts';
import { type CheckContext, environmentOf, skipped, type VerifierDeps } from '../../runner.ts';
import { type BuildFolder, createBuildFolder } from '../build-folder.ts';
import { perScope } from '../per-scope.ts';
import { createVersions } from '../versions.ts';
import type { Cargo } from './cargo.ts';
import { checkClippy } from './clippy.ts';
import { clippyFlags } from './clippy-flags.ts';
import { checkFormat } from './fmt.ts';
import { freshen } from './freshen.ts';
import { EVERYTHING, selectCrates } from './selection.ts';
import { checkTests } from './test.ts';
import { fileArguments, testArguments } from './test-plan.ts';
import { type RustWorkspace, rootsOf, workspacesOf } from './workspace.ts';

const PROGRAMS = [
  ['cargo', '--version'],
  ['rustc', '--version'],
  ['cargo', 'clippy', '--version'],
  ['cargo', 'fmt', '--version'],
] as const;
const HOW_TO_GET = 'cargo is not on PATH; get it from https://rustup.rs';

/** Formatting, clippy and tests of crates: of those that a change touches and of those that need them. */
export function createRustVerifier(deps: VerifierDeps): Verifier {
  const build = createBuildFolder(deps.cacheDir);
  const versions = createVersions();
  const roots = perScope(rootsOf);
  return {
    name: 'rust',
    structured: true,
    applies: async (scope) => (await roots(scope)).size > 0,
    tools: (scope) => versions(PROGRAMS, contextOf(deps, scope)),
    check: async (scope, signal) => {
      return checkAll(await roots(scope), { context: { deps, scope, signal }, build });
    },
  };
}

type Roots = Awaited<ReturnType<typeof rootsOf>>;

function contextOf(deps: VerifierDeps, scope: VerifyScope): CheckContext {
  return { deps, scope, signal: new AbortController().signal };
}

async function checkAll(
  roots: Roots,
  { context, build }: { readonly context: CheckContext; readonly build: BuildFolder },
): Promise<readonly CheckResult[]> {
  const { deps, signal } = context;
  const program = await deps.processes.find('cargo', environmentOf(context)['PATH'] ?? '');
  if (program === null) return [...roots.keys()].map(missing);
  const cargo = { program, context, build };
  const results: CheckResult[] = [];
  for (const workspace of await workspacesOf(roots, cargo)) {
    if (!signal.aborted) results.push(...(await checkWorkspace(workspace, cargo)));
  }
  return results;
}

async function checkWorkspace(
  workspace: RustWorkspace,
  cargo: Cargo,
): Promise<readonly CheckResult[]> {
  const { scope } = cargo.context;
  const isWanted = (name: string): boolean => scope.only?.includes(name) !== false;
  const results: (CheckResult | null)[] = [];
  await freshen(join(scope.root, workspace.folder));
  if (scope.task.kind === 'tests') {
    const args = fileArguments(workspace.changed, workspace, scope.root);
    return args === null || !isWanted('cargo test')
      ? []
      : [await checkTests(args, workspace, cargo)];
  }
  const isFull = scope.task.kind === 'full';
  const selection = isFull ? EVERYTHING : selectCrates(workspace, scope.root);
  if (isWanted('cargo fmt')) results.push(await checkFormat(selection, workspace, cargo));
  if (isWanted('cargo clippy')) {
    const flags = await clippyFlags(scope);
    results.push(await checkClippy(selection, workspace, { ...cargo, flags }));
  }
  if (isWanted('cargo test')) {
    results.push(await checkTests(testArguments(selection), workspace, cargo));
  }
  return results.filter((result) => result !== null);
}

function missing(folder: string): CheckResult {
  const about = { name: 'cargo test', shown: 'cargo test', kind: 'test', package: folder } as const;
  return skipped(about, HOW_TO_GET);
}
