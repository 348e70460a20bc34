import { tokensOf } from '../../domain/budget.ts';
import type { EngineLimits } from '../../domain/engine-job.ts';
import type { Transcript } from './transcript.ts';

/** Milliseconds; see `PATIENCE` for what they are by default. */
export interface Patience {
  /** Without any line while the model has the word. */
  readonly idleMs: number;
  /** Without any line while a tool runs. */
  readonly toolMs: number;
  /** From the result to the end of the program. */
  readonly lingerMs: number;
}

/** The longest the program lets a command of its shell run, which it is told, in milliseconds. */
export const SHELL_MAX_MS = 600_000;

/**
 * The model's words come piece by piece and its server sends a sign of life every few seconds; five minutes
 * without any is a hang that the program itself did not notice. A tool is silent until it is done.
 */
export const PATIENCE: Patience = {
  idleMs: 300_000,
  toolMs: SHELL_MAX_MS + 60_000,
  lingerMs: 10_000,
};

/** Why we ended a call. `lingering`: its result was there, the program stayed. */
export type StopReason = 'idle' | 'over_budget' | 'denied' | 'lingering';

/** Refused tool calls after which a call is ended: who tries that often does not look for another way. */
export const MAX_DENIALS = 30;

/** Watches one call and tells when it is to be ended. */
export interface CallWatch {
  /** Aborted when the program is to be ended. */
  readonly signal: AbortSignal;
  readonly stopped: () => StopReason | null;
  /** To be told of every line, with what is known after it. */
  readonly saw: (transcript: Transcript) => void;
  readonly close: () => void;
}

/** Begins to watch a call: how long it is silent, how long it stays after its result, what it costs. */
export function watchCall(limits: EngineLimits, patience: Patience = PATIENCE): CallWatch {
  const stop = new AbortController();
  let reason: StopReason | null = null;
  const end = (why: StopReason): void => {
    reason ??= why;
    stop.abort();
  };
  const timer = createTimer(end);
  timer.start(patience.idleMs, 'idle');
  let results: unknown = null;
  return {
    signal: stop.signal,
    stopped: () => reason,
    close: timer.stop,
    saw: (transcript) => {
      const { result, toolsRun } = transcript;
      if (result === null) {
        timer.start(toolsRun ? patience.toolMs : patience.idleMs, 'idle');
        if (isOver(transcript, limits)) end('over_budget');
        if (transcript.denials >= MAX_DENIALS) end('denied');
      } else if (result !== results) {
        results = result;
        timer.start(patience.lingerMs, 'lingering');
      }
    },
  };
}

/** Whether a cap is reached while more is to come: the last word has been paid for and may as well be heard. */
function isOver(
  { watched, isEnding }: Transcript,
  { maxCostUsd, maxTokens }: EngineLimits,
): boolean {
  if (isEnding) return false;
  const { costUsd } = watched;
  const isDear = maxCostUsd !== null && costUsd !== null && costUsd >= maxCostUsd;
  return isDear || (maxTokens !== null && tokensOf(watched) >= maxTokens);
}

/** One timer that is set anew at every line. */
function createTimer(onEnd: (why: StopReason) => void) {
  let timer: NodeJS.Timeout | null = null;
  let running = '';
  const stop = (): void => {
    clearTimeout(timer ?? undefined);
    timer = null;
  };
  return {
    stop,
    start: (ms: number, why: StopReason): void => {
      const wanted = `${why} ${String(ms)}`;
      if (timer !== null && running === wanted) {
        timer.refresh();
        return;
      }
      stop();
      running = wanted;
      timer = setTimeout(onEnd, ms, why);
    },
  };
}
