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
  names: readonly string[],
  check: CheckEnv,
): Promise<Baseline> {
  const before = await beforeOf(verifier, check);
  const kept = await check.env.deps.baselines.load(before);
  const known = kept?.checks ?? [];
  if (names.every((name) => known.some((one) => one.name === name))) return joined(before, known);
  const said = (await runBefore(verifier, names, check)).map(onBase);
  const checks = [...known.filter(({ name }) => !names.includes(name)), ...said];
  return save(joined(before, checks), check.env);
}

/** What is known of the last good commit without running anything. */
export async function knownBefore(verifier: Verifier, check: CheckEnv): Promise<Baseline | null> {
  return check.env.deps.baselines.load(await beforeOf(verifier, check));
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
  names: readonly string[] | null,
  check: CheckEnv,
): Promise<readonly CheckResult[]> {
  const { env, progress, request } = check;
  const startedAt = env.deps.clock.now();
  await env.workspace.restore(await treeOf(progress.tip, env));
  const looks = { task: { kind: 'full' }, ...(names === null ? {} : { only: names }) } as const;
  const bare = { ...check, request: { ...request, changes: [] } };
  const said = await runVerifier(verifier, looks, bare);
  await env.workspace.restore(request.tree);
  env.deps.events.emit({
    type: 'baseline.checked',
    spec: progress.spec.path,
    sha: progress.tip,
    checks: said.map(({ name }) => name),
    failed: said.filter(({ status }) => status === 'failed').length,
    durationMs: env.deps.clock.now() - startedAt,
  });
  return said;
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
  for (const verifier of structured)
    broken.push(...brokenChecks(await wholeBefore(verifier, check)));
  if (broken.length === 0) return null;
  const names = broken.map((one) =>
    one.package === '' ? one.name : `${one.name} in ${one.package}`,
  );
  const message = `${names.join(', ')} cannot even begin on the base, before any change`;
  if (!env.deps.config.allowBrokenBase) {
    return `${message}; mend it, or go on with --allow-broken-base`;
  }
  env.deps.events.emit({ type: 'run.warning', message });
  return null;
}

async function wholeBefore(verifier: Verifier, check: CheckEnv): Promise<Baseline> {
  const kept = await knownBefore(verifier, check);
  if (kept !== null) return kept;
  const said = await runBefore(verifier, null, check);
  return save(joined(await beforeOf(verifier, check), said.map(onBase)), check.env);
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
async function treeOf(commit: Sha, { deps, tally }: SpecEnv): Promise<Sha> {
  const tree = tally.trees.get(commit) ?? (await deps.git.withPaths(commit, commit, []));
  tally.trees.set(commit, tree);
  return tree;
}
