import { isSettled } from '../domain/chunk.ts';
import type { Stop } from '../domain/outcome.ts';
import { spendOf } from '../domain/usage.ts';
import { refuseBrokenBase } from './baseline.ts';
import { buildChunk, type ChunkStep } from './build-chunk.ts';
import { decompose } from './decompose.ts';
import type { Deps } from './deps.ts';
import { deliverWaiting, finishSpec } from './finish-spec.ts';
import { block, failAll, holdBack } from './hold-back.ts';
import { keepQuestions } from './keep-questions.ts';
import { openPart } from './land.ts';
import { nextChunk } from './next-chunk.ts';
import { type Progress, startProgress } from './progress.ts';
import { budgetStop } from './purse.ts';
import { setUp } from './set-up.ts';
import { type DeliveryEnv, type RunTally, remember, type SpecEnv, spentSince } from './spec-env.ts';
import type { SpecWork } from './work.ts';

export interface BuiltSpec {
  readonly progress: Progress;
  readonly stop: Stop | null;
}

/** What a run brings to each of its specs. */
export interface SpecRun {
  readonly deps: Deps;
  readonly tally: RunTally;
  readonly unpushed: ReadonlySet<string>;
  /** Paths of specs this one builds upon that are not finished. */
  readonly waitsFor: readonly string[];
}

/** Builds what is open of one spec in a clone of its own, and delivers what there is to deliver. */
export async function buildSpec(work: SpecWork, run: SpecRun): Promise<BuiltSpec> {
  const { deps, tally, unpushed, waitsFor } = run;
  const env = { deps, tally, ledger: work.ledger };
  const started = startProgress(work, unpushed);
  reportEdits(started, deps);
  const progress = waitsFor.length > 0 ? await holdBack(started, waitsFor, env) : started;
  if (nextChunk(progress, deps.config.onFailure).type === 'none') {
    return { progress: await finishSpec(await remember(progress, env), env), stop: null };
  }
  const { spec, stem, chunks } = progress;
  const known = new Set(tally.spentOn.keys());
  deps.events.emit({
    type: 'spec.started',
    spec: spec.path,
    title: spec.title,
    branch: stem,
    chunks: chunks.length,
  });
  if (progress.carries) deps.events.emit({ type: 'spec.carried', spec: spec.path });
  const built = await inWorkspace(await deliverWaiting(progress, env), env);
  const finished = await finishSpec(built.progress, env);
  const states = [...finished.records.values()].map((record) => record.state.status);
  const failed = states.filter((status) => status === 'failed').length;
  const done = states.filter((status) => isSettled(status)).length;
  const spent = spendOf(spentSince(known, tally));
  deps.events.emit({ type: 'spec.finished', spec: spec.path, done, failed, ...spent });
  return { progress: finished, stop: built.stop };
}

async function inWorkspace(started: Progress, env: DeliveryEnv): Promise<BuiltSpec> {
  const { deps } = env;
  const held = haltBefore(started, env);
  if (held !== null) return { progress: started, stop: held };
  const progress = await blockFirst(started, env);
  if (nextChunk(progress, deps.config.onFailure).type === 'none') return { progress, stop: null };
  const workspace = await deps.workspaces.open(progress.spec.path);
  const full = { ...env, workspace };
  try {
    const unset = await setUp(progress, full);
    const refusal = unset ?? (await refuseBrokenBase(progress, full));
    const halt = haltBefore(progress, full);
    if (halt !== null) return { progress, stop: halt };
    return refusal === null
      ? await buildChunks(progress, full)
      : { progress: await failAll(progress, refusal, full), stop: null };
  } finally {
    await workspace.close();
  }
}

/** Where all that is open waits for others, no clone is needed. */
async function blockFirst(progress: Progress, env: DeliveryEnv): Promise<Progress> {
  const next = nextChunk(progress, env.deps.config.onFailure);
  return next.type === 'blocked' ? blockFirst(await block(progress, next, env), env) : progress;
}

async function buildChunks(progress: Progress, env: SpecEnv): Promise<BuiltSpec> {
  let now = progress;
  for (;;) {
    const next = nextChunk(now, env.deps.config.onFailure);
    if (next.type === 'none') return { progress: now, stop: null };
    if (next.type === 'blocked') {
      now = await block(now, next, env);
      continue;
    }
    const halt = haltBefore(now, env);
    if (halt !== null) return { progress: now, stop: halt };
    const divided = await decompose(next.chunk, now, env);
    now = divided.progress;
    if (divided.stop !== null) return { progress: now, stop: divided.stop };
    if (divided.again) continue;
    const step = await buildChunk(next.chunk, now, env);
    now = step.progress;
    await keepQuestions(now, env);
    const stop = step.stop ?? policyStop(next.chunk.id, step, env);
    if (stop !== null) return { progress: now, stop };
  }
}

/** Reasons not to start another chunk. */
function haltBefore(progress: Progress, { deps, tally }: DeliveryEnv): Stop | null {
  if (deps.signal.aborted)
    return { why: 'interrupted', message: `interrupted by ${String(deps.signal.reason)}` };
  if (deps.deadline.aborted) {
    const limit = '--max-run-time';
    return { why: 'limit', limit, message: `the run reached ${limit}` };
  }
  const spent = budgetStop(tally);
  if (spent !== null) return spent;
  const { maxOpenPrs, maxCommits } = deps.config;
  const waits = (openPart(progress, maxCommits)?.pull ?? null) === null;
  if (!waits || tally.openPulls < maxOpenPrs) return null;
  return {
    why: 'limit',
    limit: '--max-open-prs',
    message: `${tally.openPulls} pull requests are open and --max-open-prs is ${maxOpenPrs}`,
  };
}

function policyStop(id: string, step: ChunkStep, env: SpecEnv): Stop | null {
  const chunk = step.progress.chunks.find((one) => one.id === id);
  const failed =
    chunk !== undefined && step.progress.records.get(chunk.id)?.state.status === 'failed';
  if (!failed || env.deps.config.onFailure !== 'stop') return null;
  return { why: 'failure_policy', message: `"${chunk.title}" failed and --on-failure is stop` };
}

/** A task edited after it was built is told, never rebuilt silently. */
function reportEdits(progress: Progress, deps: Deps): void {
  for (const chunk of progress.chunks) {
    if (progress.records.get(chunk.id)?.edited !== true) continue;
    deps.events.emit({
      type: 'spec.edited',
      spec: progress.spec.path,
      chunk: chunk.id,
      title: chunk.title,
    });
  }
}
