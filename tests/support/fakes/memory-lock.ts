import type { LockHolder, RunLock } from '../../../src/ports/run-lock.ts';

/** Where locks are kept, and which processes live. */
export interface LockTable {
  held: LockHolder | null;
  readonly alive: Set<number>;
}

export function createLockTable(): LockTable {
  return { held: null, alive: new Set() };
}

/** The lock as one process sees it; a dead holder's is taken over. */
export function createMemoryLock(table: LockTable, pid: number): RunLock {
  table.alive.add(pid);
  const isAlive = (holder: LockHolder): boolean => table.alive.has(holder.pid);
  return {
    async acquire(run) {
      const takenFrom = table.held;
      if (takenFrom !== null && isAlive(takenFrom)) return { ok: false, holder: takenFrom };
      const mine = { pid, host: 'here', started: '2026-01-31T10:15:00.000Z', run };
      table.held = mine;
      const release = async (): Promise<void> => {
        if (table.held === mine) table.held = null;
      };
      return { ok: true, release, takenFrom };
    },
    holder: async () =>
      table.held === null ? null : { holder: table.held, alive: isAlive(table.held) },
    async unlock(force) {
      if (table.held !== null && isAlive(table.held) && !force) return false;
      table.held = null;
      return true;
    },
  };
}
