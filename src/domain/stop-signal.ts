/** The signals that end a run in good order. */
export type StopSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM';

/** 128 plus the signal's number, as every shell reports it. */
export const SIGNAL_EXIT_CODES: Readonly<Record<StopSignal, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
};

/** The signal an `AbortSignal` was aborted for; its reason is the signal's name. Null for any other reason. */
export function stopSignalOf(signal: AbortSignal): StopSignal | null {
  const reason: unknown = signal.aborted ? signal.reason : null;
  return reason === 'SIGHUP' || reason === 'SIGINT' || reason === 'SIGTERM' ? reason : null;
}
