import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { BuildReport, LockStatus, PlanOutcome, StatusOutcome } from '../domain/data.ts';
import { CodeliciousError } from '../domain/errors.ts';
import type { ForgeResult, PullRequest } from '../domain/pull.ts';
import { openLook } from '../git/look.ts';
import { plan } from '../pipeline/plan.ts';
import { withLock } from '../pipeline/run.ts';
import { status, UNKNOWN_HOLDER } from '../pipeline/status.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { Look } from '../ports/look.ts';
import type { RunLock } from '../ports/run-lock.ts';
import { createLedgerStore } from '../store/ledger-store.ts';
import { createRunLock } from '../store/run-lock.ts';
import { createProcessLookup } from '../system/process-lookup.ts';
import { runBuild } from './build.ts';
import { type ForgeUse, openForge, platformOf } from './forge.ts';
import { openRepository, type Repository } from './repository.ts';
import { newRunId } from './run-id.ts';
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
  build(): Promise<BuildReport>;
  status(): Promise<StatusOutcome>;
  /** Who holds the run lock; null when it is free. */
  lock(): Promise<LockStatus | null>;
  /** Removes the lock of a holder that is gone; `force` also one that cannot be asked. False when it is alive. */
  unlock(force: boolean): Promise<boolean>;
}

/** Opens a repository for the commands, without changing anything in it. */
export async function openApp(request: AppRequest): Promise<App> {
  const repository = await openRepository(request);
  const warn = (message: string): void => request.display.write(`warning: ${message}\n`);
  const lock = lockOf(repository, warn);
  let log: string | null = null;
  return {
    redact: (text) => repository.redactor.redact(text),
    logPath: () => log,
    isFirstBuild: () => Promise.resolve(!existsSync(join(repository.stateDir, 'state'))),
    plan: () =>
      looking(repository, (look) => plan({ ...viewOf(repository, look, warn), pulls: [] })),
    status: () =>
      looking(repository, async (look) => {
        const asked = await askPulls(repository, { signal: request.signal, warn, readOnly: true });
        return status({ ...viewOf(repository, look, warn), asked, lock });
      }),
    build: () => {
      const run = newRunId(repository.clock.now());
      const logged = (path: string): void => {
        log = path;
      };
      return withLock({ lock, run }, () => runBuild({ request, repository, lock, run, logged }));
    },
    lock: async () => lockStatus(lock),
    unlock: (force) => lock.unlock(force),
  };
}

/** Our pull requests; without a way to ask for them, the reason. */
async function askPulls(
  repository: Repository,
  use: ForgeUse,
): Promise<ForgeResult<readonly PullRequest[]>> {
  const [opened] = await Promise.allSettled([openForge(repository, use)]);
  if (opened.status === 'fulfilled') {
    return opened.value.listPulls(repository.config.branchPrefix);
  }
  const fault: unknown = opened.reason;
  if (!(fault instanceof CodeliciousError) || fault.code !== 'forge_auth') throw fault;
  return { ok: false, code: 'auth', message: fault.message };
}

async function lockStatus(lock: RunLock): Promise<LockStatus | null> {
  const held = await lock.holder();
  return held === null ? null : { ...(held.holder ?? UNKNOWN_HOLDER), alive: held.alive };
}

function lockOf({ stateDir, clock }: Repository, warn: (message: string) => void): RunLock {
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

function viewOf(
  repository: Repository,
  look: Look,
  warn: (message: string) => void,
): Omit<Parameters<typeof plan>[0], 'pulls'> {
  const { config, checkout, clock, stateDir } = repository;
  const now = (): number => clock.now();
  const ledgers: LedgerStore = createLedgerStore({ dir: stateDir, now, warn, readOnly: true });
  return {
    config,
    checkout,
    history: look,
    ledger: (spec) => ledgers.load(spec),
    now: clock.now(),
  };
}

async function looking<T>(repository: Repository, work: (look: Look) => Promise<T>): Promise<T> {
  const { processes, env, checkout, cacheDir } = repository;
  const hubDir = join(cacheDir, 'hub.git');
  const delivery = platformOf(repository).platform === 'local' ? 'checkout' : 'origin';
  const look = await openLook({ processes, env, checkout: checkout.state, hubDir, delivery });
  try {
    return await work(look);
  } finally {
    await look.close();
  }
}
