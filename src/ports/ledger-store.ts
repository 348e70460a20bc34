import type { Ledger } from '../domain/ledger.ts';

/** The ledger files. */
export interface LedgerStore {
  /** What was last written; an unreadable file is moved aside, said once, and read as empty. */
  load(spec: string): Promise<Ledger>;
  /** On disk, durably, when it resolves. */
  save(ledger: Ledger): Promise<void>;
  /** Deletes every ledger (`--reset-ledger`). */
  reset(): Promise<void>;
}
