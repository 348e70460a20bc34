import { tokensOf } from '../domain/budget.ts';
import type { Chunk } from '../domain/chunk.ts';
import type { Sha } from '../domain/ids.ts';
import type { Stop } from '../domain/outcome.ts';
import { addSpend, spendOf, type Usage } from '../domain/usage.ts';
import { tick } from '../spec/check-off.ts';
import { type AttemptResult, attempt, type Candidate, type Failure } from './attempt.ts';
import { reasonParked } from './chunk-records.ts';
import { commitChunk } from './commit-chunk.ts';
import { type Landed, placeTree } from './land.ts';
import { type Progress, recordOf, withRecord } from './progress.ts';
import { budgetStop } from './purse.ts';
import { lastStep, resize } from './resize.ts';
import { remember, type SpecEnv } from './spec-env.ts';
import type { ChunkRecord } from './work.ts';

/** What one chunk did to the spec's progress, and whether the run has to end. */
export interface ChunkStep {
  readonly progress: Progress;
  readonly stop: Stop | null;
}

/** Takes one chunk along the line: attempt, placement, commit; or its failure, kept and told. */
export async function buildChunk(
  chunk: Chunk,
  progress: Progress,
  env: SpecEnv,
): Promise<ChunkStep> {
  const started = await start(chunk, progress, env);
  const specText = (): string => tick(started.spec, [chunk.id]);
  const result = await attempt({ chunk, kind: 'build', tooBig: null, specText }, started, env);
  const settled = await settle(chunk, { result, started }, env);
  const spent = env.tally.spentOn.get(chunk.id) ?? null;
  if (spent === null) return { ...settled, progress: await remember(settled.progress, env) };
  tellSpent(chunk, spent, { progress: started, env });
  return { ...settled, progress: await remember(charged(settled.progress, chunk, spent), env) };
}

async function start(chunk: Chunk, progress: Progress, env: SpecEnv): Promise<Progress> {
  const open = progress.chunks.filter((one) => !one.optional);
  env.deps.events.emit({
    type: 'chunk.started',
    spec: progress.spec.path,
    chunk: chunk.id,
    title: chunk.title,
    index: open.findIndex((one) => one.id === chunk.id) + 1,
    of: open.length,
  });
  const tried = new Set(progress.tried).add(chunk.id);
  const before = recordOf(progress, chunk.id);
  const state = { status: 'in_progress' } as const;
  return remember(
    withRecord({ ...progress, tried }, chunk.id, {
      state,
      attempts: before.attempts + 1,
      reason: null,
      lastFailure: before.reason?.message ?? null,
    }),
    env,
  );
}

async function settle(
  chunk: Chunk,
  { result, started }: { readonly result: AttemptResult; readonly started: Progress },
  env: SpecEnv,
): Promise<ChunkStep> {
  if (result.type === 'parked')
    return { progress: await park(chunk, result, { progress: started, env }), stop: null };
  if (result.type === 'failed') return fail(chunk, result, { progress: started, env });
  const landed = await land(chunk, result.candidate, { started, env });
  if (landed.type === 'failed')
    return fail(chunk, landed.failure, { progress: landed.progress, env });
  return { progress: landed.progress, stop: null };
}

async function land(
  chunk: Chunk,
  candidate: Candidate,
  { started, env }: { readonly started: Progress; readonly env: SpecEnv },
): Promise<Landed> {
  const placed = await placeTree(candidate.tree, started, env);
  if (placed.placement === 'too_big')
    return resize({ chunk, candidate, size: placed.alone }, started, env);
  const step = lastStep(started, chunk);
  const { tree, specText } = candidate;
  const where = placed.placement;
  return commitChunk(
    { chunk, candidate, tree, specText, step, where, size: placed.size },
    started,
    env,
  );
}

interface At {
  readonly progress: Progress;
  readonly env: SpecEnv;
}

async function fail(chunk: Chunk, failure: Failure, { progress, env }: At): Promise<ChunkStep> {
  const attemptRef =
    failure.tree === null ? null : await keepAttempt(chunk, failure.tree, { progress, env });
  const { code, message } = failure;
  if (code === 'rate_limited') {
    const next = putBack(chunk, { reason: { code, message }, attemptRef }, progress);
    return { progress: next, stop: failure.stop };
  }
  const about = { spec: progress.spec.path, chunk: chunk.id, title: chunk.title };
  env.deps.events.emit({ type: 'chunk.failed', ...about, code, message, attemptRef });
  const state = { status: 'failed', code, message } as const;
  const reason = { code, message };
  const next = withRecord(progress, chunk.id, { state, reason, attemptRef });
  const spent = code === 'over_budget' ? budgetStop(env.tally) : null;
  return { progress: next, stop: failure.stop ?? spent };
}

/** The chunk did nothing wrong: it is open as before, and no attempt is counted. */
function putBack(
  chunk: Chunk,
  change: Pick<ChunkRecord, 'reason' | 'attemptRef'>,
  progress: Progress,
): Progress {
  const attempts = Math.max(0, recordOf(progress, chunk.id).attempts - 1);
  return withRecord(progress, chunk.id, { ...change, state: { status: 'pending' }, attempts });
}

/** The failed attempt as a commit under the user's `refs/codelicious/failed/`, never on a branch. */
async function keepAttempt(chunk: Chunk, tree: Sha, { progress, env }: At): Promise<string | null> {
  const message = `Failed attempt: ${chunk.id}\n`;
  const made = await env.deps.git.commit({ tree, parent: progress.tip, message });
  if (!made.ok) return null;
  await env.deps.git.keep(`failed/${chunk.id}`, made.sha);
  return `refs/codelicious/failed/${chunk.id}`;
}

/** A question waits for an answer; of a change that holds a secret what may be kept is kept. */
async function park(
  chunk: Chunk,
  asked: Extract<AttemptResult, { type: 'parked' }>,
  { progress, env }: At,
): Promise<Progress> {
  const { question, options } = asked;
  const leak = 'allowance' in asked ? asked : null;
  const until = leak === null ? {} : { allowance: leak.allowance };
  const state = { status: 'parked', question, options, ...until } as const;
  const tree = leak?.tree ?? null;
  const attemptRef = tree === null ? null : await keepAttempt(chunk, tree, { progress, env });
  const about = { spec: progress.spec.path, chunk: chunk.id, title: chunk.title };
  const kept = attemptRef === null ? {} : { attemptRef };
  env.deps.events.emit({
    type: 'chunk.parked',
    ...about,
    question,
    options: [...options],
    ...kept,
  });
  return withRecord(progress, chunk.id, { state, reason: reasonParked(state), attemptRef });
}

function tellSpent(chunk: Chunk, spent: Usage, { progress, env }: At): void {
  const about = { spec: progress.spec.path, chunk: chunk.id, title: chunk.title };
  const tokens = tokensOf(spent);
  env.deps.events.emit({ type: 'chunk.spent', ...about, ...spendOf(spent), tokens });
}

/** What a chunk cost; of one that became sub-tasks, the first of them bears it. */
function charged(progress: Progress, chunk: Chunk, spent: Usage): Progress {
  const bearer =
    progress.chunks.find((one) => one.id === chunk.id) ??
    progress.chunks.find((one) => recordOf(progress, one.id).sha === progress.tip);
  if (bearer === undefined) return progress;
  const spend = addSpend(recordOf(progress, bearer.id).spend, spent);
  return withRecord(progress, bearer.id, { spend });
}
