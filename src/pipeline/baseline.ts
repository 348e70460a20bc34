import { type Baseline, brokenChecks, type CheckOnBase, onBase } from '../domain/baseline.ts';
import type { Sha } from '../domain/ids.ts';
import type { CheckResult } from '../domain/verdict.ts';
import type { Verifier } from '../ports/verifier.ts';
import { type CheckEnv, runVerifier, scopeOf } from './check-tree.ts';
import { nextChunk } from './next-chunk.ts';
import type { Progress } from './progress.ts';
import { runSignal, type SpecEnv } from './spec-env.ts';

/** The commit a chunk starts from, as the baseline of one verifier knows it. */
type Before = Pick<Baseline, 'tree' | 'tools'>;

/**
 * What these checks say of the last good commit: what is kept of it, else they are run there. That commit carries no
 * failure that the base lacks, and none that an earlier chunk mended. The tree on disk is as before afterwards.
 */
export async function baselineFor(
  verifier: Verifier,
  wanted: readonly CheckOfPackage[],
  check: CheckEnv,
): Promise<Baseline> {
  const before = await beforeOf(verifier, check);
  const kept = await check.env.deps.baselines.load(before);
  const known = kept?.checks ?? [];
  if (wanted.every((one) => known.some((other) => isSame(one, other)))) {
    return joined(before, known);
  }
  const names = [...new Set(wanted.map(({ name }) => name))];
  const said = (await runBefore(verifier, names, check)).map(onBase);
  const rest = known.filter((one) => !said.some((other) => isSame(one, other)));
  return save(joined(before, [...rest, ...said]), check.env);
}

/** A package may have a check of the same name as another. */
type CheckOfPackage = Pick<CheckResult, 'name' | 'package'>;

function isSame(one: CheckOfPackage, other: CheckOfPackage): boolean {
  return one.name === other.name && (one.package ?? '') === (other.package ?? '');
}

/** What is known of the last good commit without running anything. */
export async function knownBefore(verifier: Verifier, check: CheckEnv): Promise<Baseline | null> {
  return check.env.deps.baselines.load(await beforeOf(verifier, check));
}

/** What is kept of the tree that is judged itself. */
export async function knownOf(verifier: Verifier, check: CheckEnv): Promise<Baseline | null> {
  const { tree } = check.request;
  return check.env.deps.baselines.load({ tree, tools: await toolsOf(verifier, check) });
}

/** Keeps what was said of a tree that may become the last good commit; only all of it can be compared with later. */
export async function keepSaid(
  said: readonly CheckResult[],
  { verifier, task }: { readonly verifier: Verifier; readonly task: 'change' | 'full' | 'tests' },
  check: CheckEnv,
): Promise<void> {
  if (verifier.structured === true && task !== 'full') return;
  if (said.length === 0 || runSignal(check.env.deps).aborted) return;
  const tools = await toolsOf(verifier, check);
  await save(joined({ tree: check.request.tree, tools }, said.map(onBase)), check.env);
}

/** Runs checks on the last good commit, whatever is kept of it, and puts the tree back. */
export async function runBefore(
  verifier: Verifier,
  names: readonly string[],
  check: CheckEnv,
): Promise<readonly CheckResult[]> {
  const { env, progress, request } = check;
  const startedAt = env.deps.clock.now();
  await env.workspace.restore(await treeOf(progress.tip, env));
  const looks = { task: { kind: 'full' }, only: names } as const;
  const bare = { ...check, request: { ...request, changes: [] } };
  const said = await runVerifier(verifier, looks, bare);
  await env.workspace.restore(request.tree);
  tellRun(said, startedAt, check);
  return said;
}

function tellRun(
  said: readonly CheckResult[],
  startedAt: number,
  { env, progress }: CheckEnv,
): void {
  env.deps.events.emit({
    type: 'baseline.checked',
    spec: progress.spec.path,
    sha: progress.tip,
    checks: said.map(({ name }) => name),
    failed: said.filter(({ status }) => status === 'failed').length,
    durationMs: env.deps.clock.now() - startedAt,
  });
}

/**
 * Runs the checks that tell their complaints apart on the commit the work starts from.
 * @returns why nothing that is built could be judged; null where everything could begin
 */
export async function refuseBrokenBase(progress: Progress, env: SpecEnv): Promise<string | null> {
  const structured = env.deps.verifiers.filter((verifier) => verifier.structured === true);
  const next = nextChunk(progress, env.deps.config.onFailure);
  if (structured.length === 0 || next.type === 'none') return null;
  const tree = await treeOf(progress.tip, env);
  const check = { request: { chunk: next.chunk, tree, changes: [] }, progress, env };
  const broken: CheckOnBase[] = [];
  for (const verifier of structured) {
    if (runSignal(env.deps).aborted) return null;
    broken.push(...brokenChecks(await wholeBefore(verifier, check)));
  }
  if (broken.length === 0) return null;
  const message = `before any change, ${broken.map(toldOf).join('; ')}`;
  if (!env.deps.config.allowBrokenBase) {
    return `${message}; mend it, or go on with --allow-broken-base`;
  }
  env.deps.events.emit({ type: 'run.warning', message });
  return null;
}

function toldOf({ name, package: folder, why = '' }: CheckOnBase): string {
  const where = folder === '' ? '' : ` in ${folder}`;
  return `${name}${where} cannot even begin${why === '' ? '' : `: ${why}`}`;
}

/** What it says of the tree on disk, which is the commit before; of what does not apply nothing is kept. */
async function wholeBefore(verifier: Verifier, check: CheckEnv): Promise<Baseline> {
  const before = await beforeOf(verifier, check);
  const kept = await check.env.deps.baselines.load(before);
  if (kept !== null) return kept;
  const startedAt = check.env.deps.clock.now();
  const said = await runVerifier(verifier, { task: { kind: 'full' } }, check);
  const known = joined(before, said.map(onBase));
  if (said.length === 0) return known;
  tellRun(said, startedAt, check);
  return save(known, check.env);
}

/** What was cut short is not kept. */
async function save(baseline: Baseline, { deps }: SpecEnv): Promise<Baseline> {
  if (!runSignal(deps).aborted) await deps.baselines.save(baseline);
  return baseline;
}

function joined(before: Before, checks: readonly CheckOnBase[]): Baseline {
  return { version: 1, tree: before.tree, tools: before.tools, checks: [...checks] };
}

async function beforeOf(verifier: Verifier, check: CheckEnv): Promise<Before> {
  const tree = await treeOf(check.progress.tip, check.env);
  return { tree, tools: await toolsOf(verifier, check) };
}

/** Everything but the tree that what is said may depend on. */
async function toolsOf(verifier: Verifier, check: CheckEnv): Promise<string> {
  const { config, version, sandbox } = check.env.deps;
  const own = await verifier.tools?.(scopeOf({ task: { kind: 'full' } }, check));
  const around = [sandbox.level, config.setupCommands, config.passEnv.verify];
  return JSON.stringify([version, verifier.name, own ?? '', ...around]);
}

/** The tree of a commit; of those made in this pass it is known. */
export async function treeOf(commit: Sha, { deps, tally }: SpecEnv): Promise<Sha> {
  const tree = tally.trees.get(commit) ?? (await deps.git.withPaths(commit, commit, []));
  tally.trees.set(commit, tree);
  return tree;
}
