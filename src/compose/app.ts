import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildReport, LockStatus, PlanOutcome, StatusOutcome } from '../domain/data.ts';
import type { HistoryData } from '../domain/history-check.ts';
import { plan } from '../pipeline/plan.ts';
import type { RunLock } from '../ports/run-lock.ts';
import type { ForgeUse } from './forge.ts';
import { looking, pullsAtHand } from './local-view.ts';
import { openRepository } from './repository.ts';
import type { AppRequest } from './surroundings.ts';

/** One repository, and everything a command can ask for. A fault that ends the command is a `CodeliciousError`. */
export interface App {
  /** Takes every secret known to the run out of a text. */
  redact(text: string): string;
  /** The log of this run, once there is one. */
  logPath(): string | null;
  /** Whether nothing was ever built in this repository. */
  isFirstBuild(): Promise<boolean>;
  /** No lock, no network, changes nothing. */
  plan(): Promise<PlanOutcome>;
  /** The same with specs divided by the engine, which is asked and may cost money. No lock, changes nothing. */
  splitPlan(): Promise<PlanOutcome>;
  build(): Promise<BuildReport>;
  status(): Promise<StatusOutcome>;
  /**
   * Compares what our commits say with their trees and the audit log; no network, changes nothing.
   * @param range `A..B`, a revision, or null for the base and all our branches
   */
  history(range: string | null): Promise<HistoryData>;
  /** Who holds the run lock; null when it is free. */
  lock(): Promise<LockStatus | null>;
  /** Removes the lock of a holder that is gone; `force` also one that cannot be asked. False when it is alive. */
  unlock(force: boolean): Promise<boolean>;
}

/**
 * Opens a repository for the commands, without changing anything in it. What `plan` has no use for is loaded by the
 * commands that have.
 */
export async function openApp(request: AppRequest): Promise<App> {
  const repository = await openRepository(request);
  const { signal, display } = request;
  const warn = (message: string): void => display.write(`warning: ${message}\n`);
  const openLock = async (): Promise<RunLock> =>
    (await import('./lock.ts')).openLock(repository, warn);
  const use: ForgeUse = { signal, warn, readOnly: true };
  let log: string | null = null;
  const logged = (path: string): void => {
    log = path;
  };
  return {
    redact: (text) => repository.redactor.redact(text),
    logPath: () => log,
    isFirstBuild: () => Promise.resolve(!existsSync(join(repository.stateDir, 'state'))),
    plan: () =>
      looking(repository, warn, async (view) =>
        plan({ ...view, pulls: await pullsAtHand(repository, use) }),
      ),
    splitPlan: async () => (await import('./split.ts')).readSplitPlan(request, repository, use),
    status: async () => (await import('./status.ts')).readStatus(repository, use),
    history: async (range) => (await import('./history.ts')).readHistory(repository, range, warn),
    build: async () => {
      const { lockAndBuild } = await import('./build.ts');
      return lockAndBuild({ request, repository, lock: await openLock(), logged });
    },
    lock: async () => (await import('./lock.ts')).lockStatus(await openLock()),
    unlock: async (force) => (await openLock()).unlock(force),
  };
}
