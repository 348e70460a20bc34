/** Who holds the lock. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly run: string;
}

export type LockResult =
  | {
      readonly ok: true /** Idempotent. */;
      release(): Promise<void> /** A dead holder's, that was taken over. */;
      readonly takenFrom: LockHolder | null;
    }
  | { readonly ok: false; readonly holder: LockHolder | null };

/** One run at a time in one repository. */
export interface RunLock {
  acquire(run: string): Promise<LockResult>;
  /** Who holds it now, and whether that process is alive on this machine; null when free. */
  holder(): Promise<{ readonly holder: LockHolder | null; readonly alive: boolean | null } | null>;
  /** Removes a lock whose holder is dead; false when it is alive. */
  unlock(force: boolean): Promise<boolean>;
}
