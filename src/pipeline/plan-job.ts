import type { Chunk } from '../domain/chunk.ts';
import type { EngineResult } from '../domain/engine-job.ts';
import type { Stop } from '../domain/outcome.ts';
import { checkPlan } from '../domain/plan-check.ts';
import type { PlannedTask } from '../domain/planned-task.ts';
import { windowsOf } from '../domain/windows.ts';
import { planPrompt } from '../text/prompts/plan.ts';
import { endedBy, haltedBy } from './attempt.ts';
import { callEngine } from './call-engine.ts';
import type { Progress } from './progress.ts';
import type { EngineEnv } from './spec-env.ts';

/** What an engine is asked to divide. */
export interface PlanTarget {
  /** What events, budget and children know it by: the chunk, or for a whole spec its own id and title. */
  readonly chunk: Chunk;
  readonly isSpec: boolean;
  readonly text: string;
}

export type PlanAnswer =
  | { readonly type: 'planned'; readonly tasks: readonly PlannedTask[] }
  /** `why` ends a sentence. */
  | { readonly type: 'unplanned'; readonly why: string }
  | { readonly type: 'stopped'; readonly stop: Stop };

/** Asks the engine for a plan, window by window; the clone is as it was afterwards. */
export async function askForPlan(
  target: PlanTarget,
  progress: Progress,
  env: EngineEnv,
): Promise<PlanAnswer> {
  const { windows, rest } = windowsOf(target.text);
  if (rest > 0) warnOfRest(target, rest, env);
  const answers: (readonly PlannedTask[])[] = [];
  for (const [at, text] of windows.entries()) {
    await env.workspace.reset(progress.tip);
    const prompt = promptFor(
      target,
      { text, window: [at + 1, windows.length], answers },
      { progress, env },
    );
    const { chunk } = target;
    const call = {
      kind: 'plan',
      chunk,
      prompt,
      findings: [],
      session: null,
      attempt: at + 1,
    } as const;
    const result = await callEngine(call, progress, env);
    const plan = planIn(result, env);
    if (plan.type !== 'planned') return plan;
    answers.push(plan.tasks);
  }
  const checked = checkPlan(answers);
  if (!checked.ok) return { type: 'unplanned', why: checked.why };
  const isDivided = target.isSpec || checked.tasks.length > 1;
  return isDivided
    ? { type: 'planned', tasks: checked.tasks }
    : { type: 'unplanned', why: 'it leaves the task in one piece' };
}

function planIn(result: EngineResult, env: EngineEnv): PlanAnswer {
  const halted = haltedBy(env, null);
  if (halted !== null && halted.stop !== null) return { type: 'stopped', stop: halted.stop };
  if (result.type === 'done') {
    const { plan = null } = result;
    return plan === null
      ? { type: 'unplanned', why: 'the engine gave none in the form that was asked for' }
      : { type: 'planned', tasks: plan };
  }
  const ended = endedBy(result, env);
  if (ended.type === 'parked')
    return { type: 'unplanned', why: `the engine asks: ${ended.question}` };
  return ended.stop === null
    ? { type: 'unplanned', why: ended.message }
    : { type: 'stopped', stop: ended.stop };
}

interface Excerpt {
  readonly text: string;
  readonly window: readonly [number, number];
  readonly answers: readonly (readonly PlannedTask[])[];
}

function promptFor(
  { chunk, isSpec }: PlanTarget,
  { text, window, answers }: Excerpt,
  { progress, env }: { readonly progress: Progress; readonly env: EngineEnv },
): string {
  return planPrompt({
    spec: progress.spec.path,
    specTitle: progress.spec.title,
    task: isSpec ? null : chunk.title,
    maxLoc: env.deps.config.maxLoc,
    text,
    window,
    earlier: answers.flat().map(({ title }) => title),
    repositoryInstructions: env.tally.instructions,
  });
}

function warnOfRest({ chunk }: PlanTarget, rest: number, { deps }: EngineEnv): void {
  const message = `"${chunk.title}" is too long to be planned as a whole: the last ${String(rest)} characters are left out`;
  deps.events.emit({ type: 'run.warning', message });
}
