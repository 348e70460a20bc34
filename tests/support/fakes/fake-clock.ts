import type { Clock } from '../../../src/ports/clock.ts';

/** Time that passes only when somebody sleeps or a test says so. */
export interface FakeClock extends Clock {
  /** Milliseconds of every sleep. */
  readonly sleeps: readonly number[];
  advance(ms: number): void;
}

export function createFakeClock(start = Date.UTC(2026, 0, 31, 10, 15)): FakeClock {
  let now = start;
  const sleeps: number[] = [];
  const alarms: { readonly at: number; readonly stop: AbortController }[] = [];
  const advance = (ms: number): void => {
    now += ms;
    for (const { at, stop } of alarms) if (at <= now) stop.abort();
  };
  return {
    sleeps,
    advance,
    now: () => now,
    sleep: async (ms, signal) => {
      sleeps.push(ms);
      if (!signal.aborted) advance(ms);
    },
    timeout: (ms) => {
      const stop = new AbortController();
      alarms.push({ at: now + ms, stop });
      return stop.signal;
    },
  };
}
