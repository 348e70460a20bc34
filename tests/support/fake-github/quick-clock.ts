import type { Clock } from '../../../src/ports/clock.ts';

/** A clock whose time passes only in `sleep`, at once; deadlines are real and short. */
export interface QuickClock extends Clock {
  /** Every wait so far, in milliseconds. */
  readonly slept: number[];
}

/** @param deadlineMs real milliseconds after which `timeout` signals abort, whatever was asked */
export function quickClock({
  now = Date.UTC(2026, 0, 31, 10, 15),
  deadlineMs = 10_000,
} = {}): QuickClock {
  let time = now;
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    sleep: async (ms) => {
      slept.push(ms);
      time += ms;
    },
    timeout: () => AbortSignal.timeout(deadlineMs),
  };
}
