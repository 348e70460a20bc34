import { emptyLedger, type Ledger } from '../../../src/domain/ledger.ts';
import { ledgerSchema } from '../../../src/domain/ledger-file.ts';
import type { LedgerStore } from '../../../src/ports/ledger-store.ts';

export interface MemoryLedgers extends LedgerStore {
  /** As last saved; null where nothing was. */
  peek(spec: string): Ledger | null;
}

/** Ledgers as text, so that only what a file could hold survives. */
export function createMemoryLedgers(): MemoryLedgers {
  const files = new Map<string, string>();
  const peek = (spec: string): Ledger | null => {
    const text = files.get(spec);
    return text === undefined ? null : ledgerSchema.parse(JSON.parse(text));
  };
  return {
    peek,
    load: async (spec) => peek(spec) ?? emptyLedger(spec),
    save: async (ledger) => {
      files.set(ledger.spec, JSON.stringify(ledger));
    },
    reset: async () => files.clear(),
  };
}
