import type { Reservation } from '../domain/budget.ts';
import type { Chunk } from '../domain/chunk.ts';
import type { EngineJob, EngineJobKind, EngineResult } from '../domain/engine-job.ts';
import type { Sha } from '../domain/ids.ts';
import type { PlannedTask } from '../domain/planned-task.ts';
import { NO_USAGE } from '../domain/usage.ts';
import type { Finding } from '../domain/verdict.ts';
import { refusedText } from '../text/spend.ts';
import { jobChanges } from './job-changes.ts';
import type { Progress } from './progress.ts';
import { pay, setAside } from './purse.ts';
import { type EngineEnv, jobEnv, runSignal } from './spec-env.ts';
import { waitForEngine } from './wait-for-engine.ts';

/** One call of the engine for one chunk. */
export interface EngineCall {
  readonly chunk: Chunk;
  readonly kind: EngineJobKind;
  readonly prompt: string;
  readonly findings: readonly Finding[];
  readonly session: string | null;
  /** 1 for the build, 2 for the first repair, and so on. */
  readonly attempt: number;
}

/**
 * Calls the engine in the clone, within what is left of the budget; a call for which nothing is left is `over_budget`
 * and costs nothing. Where the run waits for limits to end, the call is repeated from a clean tree.
 */
export async function callEngine(
  call: EngineCall,
  progress: Progress,
  env: EngineEnv,
): Promise<EngineResult> {
  const begunWith = await env.workspace.snapshot();
  for (;;) {
    const result = await callOnce({ ...call, begunWith }, progress, env);
    if (result.type !== 'rate_limited') return result;
    if (!(await waitForEngine(result, env.deps))) return result;
    await startOver(env, begunWith);
  }
}

type Begun = EngineCall & { readonly begunWith: Sha };

async function callOnce(call: Begun, progress: Progress, env: EngineEnv): Promise<EngineResult> {
  const { deps, tally } = env;
  const reserved = setAside(call.chunk.id, tally, deps.engine.contextTokens);
  if (reserved.type === 'refused') {
    const { name: engine } = deps.engine;
    const message = refusedText(reserved.limit, tally.purse.budget);
    return { type: 'over_budget', message, engine, usage: NO_USAGE, session: call.session };
  }
  return execute(call, { progress, reservation: reserved.reservation }, env);
}

async function execute(
  call: Begun,
  { progress, reservation }: { readonly progress: Progress; readonly reservation: Reservation },
  env: EngineEnv,
): Promise<EngineResult> {
  const { deps } = env;
  const { chunk, kind, attempt } = call;
  const about = { spec: progress.spec.path, chunk: chunk.id, title: chunk.title };
  const startedAt = deps.clock.now();
  const { name: engine } = deps.engine;
  deps.events.emit({ type: 'engine.started', ...about, engine, job: kind, attempt });
  const said = await deps.engine.execute(jobOf(call, { progress, reservation }, env), {
    signal: runSignal(deps),
    emit: (event) => {
      deps.events.emit(event);
    },
    startOver: () => startOver(env, call.begunWith),
    changes: (maxBytes) => jobChanges(env, call.begunWith, maxBytes),
  });
  const result = withoutSecrets(said, deps.redactor);
  const { usage, chargedUsd } = pay({ chunk: chunk.id, reservation, result }, env);
  deps.events.emit({
    type: 'engine.finished',
    ...about,
    engine: result.engine,
    job: kind,
    result: result.type === 'failed' ? `failed:${result.code}` : result.type,
    durationMs: deps.clock.now() - startedAt,
    costUsd: usage.costUsd,
    equivalentUsd: usage.equivalentUsd,
    chargedUsd,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    session: result.session,
  });
  return { ...result, usage };
}

function jobOf(
  { chunk, kind, prompt, findings, session }: EngineCall,
  { progress, reservation }: { readonly progress: Progress; readonly reservation: Reservation },
  env: EngineEnv,
): EngineJob {
  const { deps, workspace } = env;
  const { agentTimeoutMs: timeoutMs, maxTurns } = deps.config;
  const { maxCostUsd, maxTokens } = reservation;
  return {
    kind,
    prompt: deps.redactor.redactKnown(prompt),
    findings,
    session,
    cwd: workspace.root,
    borrows: workspace.borrows,
    limits: { timeoutMs, maxTurns, maxCostUsd, maxTokens },
    env: jobEnv(env, progress.spec, { chunk, kind }),
  };
}

/** Bytes of a discarded change that the next engine is shown. */
const DISCARDED_BYTES = 16_384;

async function startOver({ deps, workspace }: EngineEnv, begunWith: Sha): Promise<string> {
  const left = await workspace.snapshot();
  if (left === begunWith) return '';
  await workspace.restore(begunWith);
  return deps.redactor.redactKnown(await deps.git.diff(begunWith, left, DISCARDED_BYTES));
}

/** The last moment a date can tell, in epoch milliseconds (ECMA-262). */
const LAST_MOMENT = 8.64e15;

/** What an engine says goes into specs, commits and pull requests: no secret of this machine goes with it. */
function withoutSecrets(result: EngineResult, { redactKnown: clean }: SecretKeeper): EngineResult {
  switch (result.type) {
    case 'done':
      return {
        ...result,
        summary: clean(result.summary),
        remaining: result.remaining?.map(clean) ?? null,
        plan: result.plan?.map((task) => cleanTask(task, clean)) ?? null,
      };
    case 'needs_input':
      return { ...result, question: clean(result.question), options: result.options.map(clean) };
    case 'rate_limited': {
      const { resetsAt } = result;
      const isMoment = resetsAt !== null && Math.abs(resetsAt) <= LAST_MOMENT;
      return { ...result, message: clean(result.message), resetsAt: isMoment ? resetsAt : null };
    }
    default:
      return { ...result, message: clean(result.message) };
  }
}

function cleanTask(task: PlannedTask, clean: SecretKeeper['redactKnown']): PlannedTask {
  const { title, description, files, validation } = task;
  return {
    ...task,
    title: clean(title),
    description: clean(description),
    files: files.map(clean),
    validation: clean(validation),
  };
}

interface SecretKeeper {
  readonly redactKnown: (text: string) => string;
}
