import * as z from 'zod';
import type { LockHolder } from '../ports/run-lock.ts';

/** What a lock needs to know of other processes of this machine. */
export interface ProcessLookup {
  /** What process numbers refer to (boot and namespace); null where that is not known. */
  readonly space: string | null;
  readonly exists: (pid: number) => boolean;
  /** When a process started, in the system's own notation. */
  readonly startOf: (pid: number) => string | null;
  /** The same in epoch milliseconds, to the second. */
  readonly bornAt: (pid: number) => number | null;
}

/** The holder as written beside the lock; what it does not know may be missing. */
const holderSchema = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  started: z.string(),
  run: z.string(),
  /** When the process started, so that another one with its number is not taken for it. */
  born: z.string().nullable().default(null),
  space: z.string().nullable().default(null),
});

export type HolderRecord = z.infer<typeof holderSchema>;

/** Milliseconds by which a process may seem younger than the lock it took: both clocks are coarse. */
const BIRTH_SLACK_MS = 5000;

/** The record in a holder's file; null when it is damaged. */
export function parseHolder(text: string): HolderRecord | null {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The holder as it is told to others. */
export function toHolder({ pid, host, started, run }: HolderRecord): LockHolder {
  return { pid, host, started, run };
}

/**
 * Whether a holder lives. Null when nobody here can know: it is on another machine.
 * @param isFresh whether the lock shows a recent heartbeat; decides where its process number
 *   means nothing here, after a restart of the machine or in another container
 */
export function isAlive(
  holder: HolderRecord,
  here: { readonly host: string; readonly processes: ProcessLookup; readonly isFresh: boolean },
): boolean | null {
  const { processes } = here;
  if (holder.host !== here.host) return null;
  if (holder.space !== null && holder.space !== processes.space) return here.isFresh;
  return processes.exists(holder.pid) && !isReused(holder, processes);
}

function isReused(holder: HolderRecord, processes: ProcessLookup): boolean {
  if (holder.born !== null) return processes.startOf(holder.pid) !== holder.born;
  const bornAt = processes.bornAt(holder.pid);
  const lockedAt = Date.parse(holder.started);
  return bornAt !== null && bornAt > lockedAt + BIRTH_SLACK_MS;
}
