import type { EngineResult } from '../domain/engine-job.ts';
import type { Stop } from '../domain/outcome.ts';
import { comeBackText } from '../text/come-back.ts';
import type { EngineDeps } from './deps.ts';
import { runSignal } from './spec-env.ts';

export type RateLimited = Extract<EngineResult, { type: 'rate_limited' }>;

/** The wait where nobody says how long a limit lasts, in milliseconds. */
const DEFAULT_WAIT_MS = 60_000;
/** Bounds of one sleep: asked again sooner, a provider only counts it; later, a limit may long be lifted. */
const MIN_WAIT_MS = 10_000;
const MAX_WAIT_MS = 3_600_000;

/**
 * Sleeps until a limited engine is worth asking again, where the run is to wait and its time allows it. Wakes at once
 * when the run is to end.
 * @returns whether to ask again
 */
export async function waitForEngine(limited: RateLimited, deps: EngineDeps): Promise<boolean> {
  const { config, clock, events, deadlineAt } = deps;
  if (!(config.waitOnRateLimit ?? config.continuous)) return false;
  const now = clock.now();
  const left = (limited.resetsAt ?? now + DEFAULT_WAIT_MS) - now;
  const ms = Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, left));
  const until = now + Math.max(ms, left);
  if (deadlineAt !== null && until >= deadlineAt) return false;
  events.emit({
    type: 'engine.waiting',
    engine: limited.engine,
    until: new Date(until).toISOString(),
    ms,
  });
  const signal = runSignal(deps);
  await clock.sleep(ms, signal);
  return !signal.aborted;
}

/** That the run ends because every engine is limited, with the time to come back. */
export function rateLimitStop(
  { resetsAt }: RateLimited,
  { clock }: Pick<EngineDeps, 'clock'>,
): Stop {
  const message = comeBackText(resetsAt, clock.now());
  return { why: 'rate_limited', message, ...(resetsAt === null ? {} : { retryAt: resetsAt }) };
}
