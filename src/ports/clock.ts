/** Time, as the run sees it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal is aborted; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A fresh signal that aborts after `ms`. */
  timeout(ms: number): AbortSignal;
}
