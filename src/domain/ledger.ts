import type { Ledger } from './ledger-file.ts';

export type { Ledger, LedgerEntry, PendingPlan } from './ledger-file.ts';

/** A ledger that knows nothing yet. */
export function emptyLedger(spec: string): Ledger {
  return { version: 1, spec, chunks: {} };
}
