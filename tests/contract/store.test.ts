import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLedgerStore } from '../../src/store/ledger-store.ts';
import { createRunLock } from '../../src/store/run-lock.ts';
import { createMemoryLedgers } from '../support/fakes/memory-ledger.ts';
import { createLockTable, createMemoryLock } from '../support/fakes/memory-lock.ts';
import { ledgerStoreContract } from './ledger-store.contract.ts';
import { runLockContract } from './run-lock.contract.ts';

const NOW = Date.parse('2026-01-31T10:15:00Z');
const nothing = async (): Promise<void> => undefined;
const warn = (message: string): never => {
  throw new Error(message);
};

function folder(): { readonly dir: string; readonly dispose: () => Promise<void> } {
  const root = mkdtempSync(join(tmpdir(), 'codelicious-store-'));
  const dispose = async (): Promise<void> => rmSync(root, { recursive: true, force: true });
  return { dir: join(root, '.codelicious'), dispose };
}

ledgerStoreContract('in memory', async () => ({
  store: createMemoryLedgers(),
  dispose: nothing,
}));

ledgerStoreContract('on disk', async () => {
  const { dir, dispose } = folder();
  return { store: createLedgerStore({ dir, now: () => NOW, warn }), dispose };
});

runLockContract('in memory', async () => {
  const table = createLockTable();
  const locks = new Map([7, 8].map((pid) => [pid, createMemoryLock(table, pid)]));
  return {
    lock: (pid) => locks.get(pid)!,
    kill: (pid) => void table.alive.delete(pid),
    dispose: nothing,
  };
});

runLockContract('on disk', async () => {
  const { dir, dispose } = folder();
  const alive = new Set([7, 8]);
  const born = NOW - 3_600_000;
  const processes = {
    space: 'boot-1',
    exists: (pid: number) => alive.has(pid),
    startOf: (pid: number) => (alive.has(pid) ? String(born) : null),
    bornAt: (pid: number) => (alive.has(pid) ? born : null),
  };
  return {
    lock: (pid) => createRunLock({ dir, host: 'here', pid, now: () => NOW, processes, warn }),
    kill: (pid) => void alive.delete(pid),
    dispose,
  };
});
