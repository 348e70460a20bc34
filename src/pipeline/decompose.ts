import type { Chunk } from '../domain/chunk.ts';
import type { ChunkId } from '../domain/ids.ts';
import type { Stop } from '../domain/outcome.ts';
import { addSpend, NO_USAGE, spendOf } from '../domain/usage.ts';
import { isBulkier, PLAINLY_TOO_BIG, WORTH_DIVIDING } from '../spec/bulk.ts';
import { isPart } from '../spec/parts.ts';
import { writePlan } from '../spec/write-plan.ts';
import { divideByFiles } from './divide-by-files.ts';
import { askForPlan, type PlanTarget } from './plan-job.ts';
import { type Progress, recordOf, withRecord } from './progress.ts';
import { withWrittenTasks } from './rewrite-spec.ts';
import { type EngineEnv, remember } from './spec-env.ts';

/** What became of the plan before a chunk is built. */
export interface Decomposed {
  readonly progress: Progress;
  /** The chunk is to be looked for again: it may be tasks now. */
  readonly again: boolean;
  readonly stop: Stop | null;
}

/**
 * Divides the next chunk where it has to be: a spec without boxes, or a task plainly too big, by the engine; what
 * exceeds the engine's window by its files. What comes of it is written into the spec.
 */
export async function decompose(
  chunk: Chunk,
  progress: Progress,
  env: EngineEnv,
): Promise<Decomposed> {
  const target = targetOf(chunk, progress, env);
  if (target !== null) return planByModel(target, progress, env);
  const divided = await divideByFiles(chunk, progress, env);
  if (divided === null) return { progress, again: false, stop: null };
  return { progress: await remember(divided, env), again: true, stop: null };
}

/** Whether dividing a spec would ask the engine about any of its chunks. */
export function asksEngine(progress: Progress, env: Pick<EngineEnv, 'deps'>): boolean {
  return progress.chunks.some((chunk) => targetOf(chunk, progress, env) !== null);
}

/** What the engine is to be asked about; null where nothing is. Nobody asks twice, nor about what was tried before. */
function targetOf(
  chunk: Chunk,
  progress: Progress,
  { deps }: Pick<EngineEnv, 'deps'>,
): PlanTarget | null {
  const { chunkStrategy } = deps.config;
  const { spec, chunks, planned } = progress;
  if (chunkStrategy === 'checkbox') return null;
  if (!chunk.boxed) {
    const isNew = chunks.every((one) => isUntried(one.id, progress)) && !planned.has(spec.id);
    const whole = { ...chunk, id: spec.id as string as ChunkId, title: spec.title };
    return isNew ? { chunk: whole, isSpec: true, text: spec.text } : null;
  }
  const task = spec.tasks.find(({ id }) => id === chunk.id);
  if (task === undefined || planned.has(chunk.id) || !isUntried(chunk.id, progress)) return null;
  const limits = chunkStrategy === 'llm' ? WORTH_DIVIDING : PLAINLY_TOO_BIG;
  if (isPart(task) || !isBulkier(task, spec.dialect, limits)) return null;
  return { chunk, isSpec: false, text: `${task.text}\n${task.body}` };
}

function isUntried(id: ChunkId, progress: Progress): boolean {
  const { attempts, state } = recordOf(progress, id);
  return attempts === 0 && ['pending', 'blocked'].includes(state.status);
}

async function planByModel(
  target: PlanTarget,
  progress: Progress,
  env: EngineEnv,
): Promise<Decomposed> {
  const answer = await askForPlan(target, progress, env);
  await env.workspace.reset(progress.tip);
  if (answer.type === 'stopped') return { progress, again: false, stop: answer.stop };
  if (answer.type === 'unplanned') return fallBack(target, answer.why, { progress, env });
  const beneath = target.isSpec ? null : target.chunk.id;
  const written = writePlan(progress.spec, beneath, answer.tasks);
  if (written === null) {
    return fallBack(target, 'it cannot be written into the spec', { progress, env });
  }
  const { path } = progress.spec;
  const tasks = written.ids.length;
  env.deps.events.emit({ type: 'spec.planned', spec: path, by: 'model', tasks });
  const next = charged(target, withWrittenTasks(progress, written), {
    bearer: written.ids[0],
    env,
  });
  return { progress: await remember(next, env), again: true, stop: null };
}

/** Without a plan the spec is built as it stands. */
function fallBack(
  target: PlanTarget,
  why: string,
  { progress, env }: { readonly progress: Progress; readonly env: EngineEnv },
): Decomposed {
  const { path, id } = progress.spec;
  const message = `no plan for "${target.chunk.title}", which is built as it stands: ${why}`;
  env.deps.events.emit({ type: 'spec.plan_failed', spec: path, message });
  const planned = new Set([...progress.planned, target.isSpec ? id : target.chunk.id]);
  const next = { ...progress, planned };
  // A task bears the cost of its plan with that of its building.
  const bearer = target.isSpec ? progress.chunks[0]?.id : undefined;
  return { progress: charged(target, next, { bearer, env }), again: true, stop: null };
}

/** The cost of a plan is borne by the first of the tasks that came of it. */
function charged(
  { chunk }: PlanTarget,
  progress: Progress,
  { bearer, env }: { readonly bearer: ChunkId | undefined; readonly env: EngineEnv },
): Progress {
  const spent = env.tally.spentOn.get(chunk.id) ?? NO_USAGE;
  if (bearer === undefined) return progress;
  const spend = addSpend(recordOf(progress, bearer).spend, spendOf(spent));
  return withRecord(progress, bearer, { spend });
}
