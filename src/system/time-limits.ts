import type { Command } from '../ports/process.ts';

/** The longest delay `setTimeout` takes; more fires at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Why a program is ended before it ends by itself. */
export type EndReason = 'timed_out' | 'idle' | 'aborted';

/** The clocks of one command. */
export interface TimeLimits {
  /** Says that there was output. */
  readonly touch: () => void;
  readonly stop: () => void;
}

/** Starts the time-out, the idle time-out and the watch on the abort signal of a command. */
export function watchLimits(command: Command, onEnd: (reason: EndReason) => void): TimeLimits {
  const timer = (ms: number | undefined, reason: EndReason): NodeJS.Timeout | null =>
    ms === undefined ? null : setTimeout(onEnd, Math.min(ms, MAX_DELAY_MS), reason);
  const total = timer(command.timeoutMs, 'timed_out');
  const idle = timer(command.idleTimeoutMs, 'idle');
  const onAbort = (): void => {
    onEnd('aborted');
  };
  command.signal?.addEventListener('abort', onAbort, { once: true });
  return {
    touch: () => {
      idle?.refresh();
    },
    stop: () => {
      clearTimeout(total ?? undefined);
      clearTimeout(idle ?? undefined);
      command.signal?.removeEventListener('abort', onAbort);
    },
  };
}
