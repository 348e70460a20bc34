import { hostname } from 'node:os';
import type { LockStatus } from '../domain/data.ts';
import { UNKNOWN_HOLDER } from '../pipeline/status.ts';
import type { RunLock } from '../ports/run-lock.ts';
import { createRunLock } from '../store/run-lock.ts';
import { createProcessLookup } from '../system/process-lookup.ts';
import type { Repository } from './repository.ts';

/** The run lock of a repository. */
export function openLock(
  { stateDir, clock }: Repository,
  warn: (message: string) => void,
): RunLock {
  const now = (): number => clock.now();
  return createRunLock({
    dir: stateDir,
    host: hostname(),
    pid: process.pid,
    now,
    processes: createProcessLookup(),
    warn,
  });
}

/** Who holds a lock; null when it is free. */
export async function lockStatus(lock: RunLock): Promise<LockStatus | null> {
  const held = await lock.holder();
  return held === null ? null : { ...(held.holder ?? UNKNOWN_HOLDER), alive: held.alive };
}
