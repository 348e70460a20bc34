import { exitCodeOf, type RunOutcome } from '../domain/outcome.ts';
import { addUsage } from '../domain/usage.ts';
import type { Deps } from './deps.ts';
import { openPurse } from './purse.ts';
import { buildOnce } from './run.ts';
import { runSignal } from './spec-env.ts';

/** Passes without a single commit, after which going on would change nothing. */
const IDLE_PASSES = 2;

/** Builds again and again until all is done, nothing moves any more, or something ends the run. */
export async function buildContinuously(deps: Deps): Promise<RunOutcome> {
  const purse = openPurse(deps.config);
  let outcome = await buildOnce(deps, purse);
  let idle = outcome.commits === 0 ? 1 : 0;
  for (let cycle = 2; !isOver(outcome, deps) && idle < IDLE_PASSES; cycle += 1) {
    deps.events.emit({ type: 'run.cycle', cycle, sleepMs: deps.config.cycleSleepMs });
    await deps.clock.sleep(deps.config.cycleSleepMs, runSignal(deps));
    if (runSignal(deps).aborted) return halted(outcome, deps);
    const pass = await buildOnce(deps, purse);
    idle = pass.commits === 0 ? idle + 1 : 0;
    outcome = joined(outcome, pass);
  }
  return outcome;
}

function joined(before: RunOutcome, now: RunOutcome): RunOutcome {
  return {
    ...now,
    commits: before.commits + now.commits,
    usage: addUsage(before.usage, now.usage),
    durationMs: before.durationMs + now.durationMs,
  };
}

function isOver(outcome: RunOutcome, deps: Deps): boolean {
  return outcome.stopped !== null || exitCodeOf(outcome) === 0 || runSignal(deps).aborted;
}

function halted(outcome: RunOutcome, { signal }: Deps): RunOutcome {
  const stopped = signal.aborted
    ? ({ why: 'interrupted', message: `interrupted by ${String(signal.reason)}` } as const)
    : ({
        why: 'limit',
        limit: '--max-run-time',
        message: 'the run reached --max-run-time',
      } as const);
  return { ...outcome, stopped };
}
