import type { Clock } from '../ports/clock.ts';

/** The longest delay `setTimeout` takes; more fires at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The machine's clock. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    sleep,
    timeout: (ms) => AbortSignal.timeout(Math.min(Math.max(0, Math.ceil(ms)), MAX_DELAY_MS)),
  };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, MAX_DELAY_MS));
    signal.addEventListener('abort', done, { once: true });
  });
}
