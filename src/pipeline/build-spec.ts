import type { Reason } from '../domain/chunk.ts';
import type { StopReason } from '../domain/outcome.ts';
import { buildChunk, type ChunkStep } from './build-chunk.ts';
import type { Deps } from './deps.ts';
import { finishSpec } from './finish-spec.ts';
import { openPart } from './land.ts';
import { type Next, nextChunk } from './next-chunk.ts';
import { type Progress, startProgress, withRecord } from './progress.ts';
import { type DeliveryEnv, type RunTally, remember, runSignal, type SpecEnv } from './spec-env.ts';
import type { SpecWork } from './work.ts';

export interface BuiltSpec {
  readonly progress: Progress;
  readonly stop: { readonly why: StopReason; readonly message: string } | null;
}

/** What a run brings to each of its specs. */
export interface SpecRun {
  readonly deps: Deps;
  readonly tally: RunTally;
  readonly unpushed: ReadonlySet<string>;
}

/** Builds what is open of one spec in a clone of its own, and delivers what there is to deliver. */
export async function buildSpec(
  work: SpecWork,
  { deps, tally, unpushed }: SpecRun,
): Promise<BuiltSpec> {
  const progress = startProgress(work, unpushed);
  reportEdits(progress, deps);
  const env = { deps, tally, ledger: work.ledger };
  if (nextChunk(progress, deps.config.onFailure).type === 'none') {
    return { progress: await finishSpec(await remember(progress, env), env), stop: null };
  }
  const { spec, stem, chunks } = progress;
  deps.events.emit({
    type: 'spec.started',
    spec: spec.path,
    title: spec.title,
    branch: stem,
    chunks: chunks.length,
  });
  if (progress.carries) deps.events.emit({ type: 'spec.carried', spec: spec.path });
  const built = await inWorkspace(progress, env);
  const finished = await finishSpec(built.progress, env);
  const states = [...finished.records.values()].map((record) => record.state.status);
  const failed = states.filter((status) => status === 'failed').length;
  deps.events.emit({
    type: 'spec.finished',
    spec: spec.path,
    done: states.length - failed,
    failed,
  });
  return { progress: finished, stop: built.stop };
}

async function inWorkspace(progress: Progress, env: DeliveryEnv): Promise<BuiltSpec> {
  const workspace = await env.deps.workspaces.open(progress.spec.path);
  const full = { ...env, workspace };
  try {
    const refusal = await setUp(progress, full);
    return refusal === null
      ? await buildChunks(progress, full)
      : await giveUp(progress, refusal, full);
  } finally {
    await workspace.close();
  }
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
    const step = await buildChunk(next.chunk, now, env);
    now = step.progress;
    const stop = step.stop ?? policyStop(next.chunk.id, step, env);
    if (stop !== null) return { progress: now, stop };
  }
}

/** Reasons not to start another chunk. */
function haltBefore(progress: Progress, { deps, tally }: SpecEnv): ChunkStep['stop'] {
  if (deps.signal.aborted)
    return { why: 'interrupted', message: `interrupted by ${String(deps.signal.reason)}` };
  if (deps.deadline.aborted) return { why: 'limit', message: 'the run reached --max-run-time' };
  const { maxOpenPrs, maxCommits } = deps.config;
  if (openPart(progress, maxCommits) !== null || tally.openPulls < maxOpenPrs) return null;
  return {
    why: 'limit',
    message: `${tally.openPulls} pull requests are open and --max-open-prs is ${maxOpenPrs}`,
  };
}

function policyStop(id: string, step: ChunkStep, env: SpecEnv): ChunkStep['stop'] {
  const chunk = step.progress.chunks.find((one) => one.id === id);
  const failed =
    chunk !== undefined && step.progress.records.get(chunk.id)?.state.status === 'failed';
  if (!failed || env.deps.config.onFailure !== 'stop') return null;
  return { why: 'failure_policy', message: `"${chunk.title}" failed and --on-failure is stop` };
}

async function block(
  progress: Progress,
  next: Extract<Next, { type: 'blocked' }>,
  env: SpecEnv,
): Promise<Progress> {
  const { chunk, by } = next;
  const about = { spec: progress.spec.path, chunk: chunk.id, title: chunk.title };
  env.deps.events.emit({ type: 'chunk.blocked', ...about, by: [...by] });
  const titles = by.map((id) => progress.chunks.find((one) => one.id === id)?.title ?? id);
  const reason: Reason = { code: 'blocked', message: `waits for: ${titles.join(', ')}` };
  const tried = new Set(progress.tried).add(chunk.id);
  return remember(
    withRecord({ ...progress, tried }, chunk.id, { state: { status: 'blocked', by }, reason }),
    env,
  );
}

/** Null when the clone is ready to work in, else why it is not. */
async function setUp(progress: Progress, env: SpecEnv): Promise<string | null> {
  const { deps, workspace } = env;
  const startedAt = deps.clock.now();
  await workspace.reset(progress.tip);
  const { setupCommands: commands, copy } = deps.config;
  const result = await workspace.setUp({
    commands,
    copy,
    env: deps.setupEnv,
    signal: runSignal(deps),
  });
  if (!result.ok) return result.message;
  const durationMs = deps.clock.now() - startedAt;
  const { path } = progress.spec;
  deps.events.emit({
    type: 'workspace.ready',
    spec: path,
    root: workspace.root,
    setup: result.how,
    durationMs,
  });
  return null;
}

/** Without its dependencies nothing could be verified: every open chunk fails at once, and nothing is spent. */
async function giveUp(progress: Progress, message: string, env: SpecEnv): Promise<BuiltSpec> {
  let now = progress;
  for (
    let next = nextChunk(now, 'continue');
    next.type !== 'none';
    next = nextChunk(now, 'continue')
  ) {
    const { chunk } = next;
    const about = { spec: now.spec.path, chunk: chunk.id, title: chunk.title };
    env.deps.events.emit({
      type: 'chunk.failed',
      ...about,
      code: 'setup',
      message,
      attemptRef: null,
    });
    const state = { status: 'failed', code: 'setup', message } as const;
    const tried = new Set(now.tried).add(chunk.id);
    now = withRecord({ ...now, tried }, chunk.id, { state, reason: { code: 'setup', message } });
  }
  return { progress: await remember(now, env), stop: haltBefore(progress, env) };
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
