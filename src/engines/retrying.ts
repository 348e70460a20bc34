import { MAX_RETRIES, retryDelay } from '../domain/backoff.ts';
import { countedUsage } from '../domain/budget.ts';
import type { EngineJob, EngineResult } from '../domain/engine-job.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import type { Clock } from '../ports/clock.ts';
import type { Engine, EngineIo } from '../ports/engine.ts';
import { isUsedUp, withRemainingLimits } from './remaining-limits.ts';

/** What repetitions are made with. */
export interface Persistence {
  readonly clock: Clock;
  /** Uniform in [0, 1), from a source nobody can foretell. */
  readonly random: () => number;
}

/**
 * An engine whose jobs are begun anew, from a clean tree, when its provider was overloaded or out of reach: for one
 * that ends its call with the first such answer. All tries together keep to the limits of the job. The result is
 * that of the last try, its usage that of all.
 */
export function createRetryingEngine(engine: Engine, persistence: Persistence): Engine {
  return {
    ...engine,
    execute: async (job, io) => tryAgain(engine, { job, io }, persistence),
  };
}

async function tryAgain(
  engine: Engine,
  { job, io }: { readonly job: EngineJob; readonly io: EngineIo },
  { clock, random }: Persistence,
): Promise<EngineResult> {
  const deadline = clock.now() + job.limits.timeoutMs;
  let spent: Usage = NO_USAGE;
  for (let attempt = 1; ; attempt += 1) {
    const timeoutMs = Math.max(1, deadline - clock.now());
    const left = withRemainingLimits(job, spent);
    const result = await engine.execute({ ...left, limits: { ...left.limits, timeoutMs } }, io);
    const usage = addUsage(spent, result.usage);
    spent = addUsage(spent, countedUsage(result));
    const delayMs = retryDelay({ attempt, retryAfterMs: null, random: random() });
    const isLast = attempt > MAX_RETRIES || clock.now() + delayMs >= deadline;
    if (!isPassing(result) || isLast || isUsedUp(job.limits, spent)) return { ...result, usage };
    io.emit({
      type: 'engine.retrying',
      ...{ engine: engine.name, attempt, delayMs, why: result.message },
    });
    await clock.sleep(delayMs, io.signal);
    if (io.signal.aborted) return aborted(result, spent);
    await io.startOver();
  }
}

type Passing = Extract<EngineResult, { type: 'failed' }>;

/** The job itself is not at fault, and a moment later it may go well. */
function isPassing(result: EngineResult): result is Passing {
  return result.type === 'failed' && result.code === 'overloaded';
}

function aborted({ engine, session }: Passing, usage: Usage): EngineResult {
  return { type: 'aborted', message: 'the call was interrupted', engine, session, usage };
}
