import { SIGNAL_EXIT_CODES, type StopSignal } from '../domain/stop-signal.ts';
import type { SignalSource } from './world.ts';

/**
 * Two signals closer together than this are one wish: a terminal signals the whole group, and npm
 * and its like pass theirs on as well.
 */
const SAME_WISH_MS = 200;

/** A run's end as its surroundings wish it. */
export interface SignalWatch {
  /** Aborted with the signal's name as its reason. */
  readonly signal: AbortSignal;
  /** Asks for an end in good order, as the signal would. */
  stop(name: StopSignal): void;
  /** Gives the signals back their usual effect. */
  dispose(): void;
}

interface WatchOptions {
  /** Leave at the first signal: right where there is nothing to bring to an end. */
  readonly atOnce: boolean;
  readonly say: (line: string) => void;
}

/**
 * The first HUP, INT or TERM asks for an end in good order; a second one leaves at once with 128 + n.
 * What a forced exit leaves behind, the next run takes up: the lock of a dead holder is free.
 */
export function watchSignals(source: SignalSource, options: WatchOptions): SignalWatch {
  const controller = new AbortController();
  let since = 0;
  const stop = (name: StopSignal) => {
    if (controller.signal.aborted) return;
    since = performance.now();
    controller.abort(name);
  };
  const received = (name: StopSignal) => {
    const again = controller.signal.aborted;
    if (again && performance.now() - since < SAME_WISH_MS) return;
    stop(name);
    if (!again && !options.atOnce) return;
    if (again) options.say(`stopped at once by ${name}; the same command goes on from here\n`);
    source.exit(SIGNAL_EXIT_CODES[name]);
  };
  const handlers = (Object.keys(SIGNAL_EXIT_CODES) as StopSignal[]).map(
    (name) => [name, () => received(name)] as const,
  );
  for (const [name, handler] of handlers) source.on(name, handler);
  return {
    signal: controller.signal,
    stop,
    dispose: () => {
      for (const [name, handler] of handlers) source.off(name, handler);
    },
  };
}
