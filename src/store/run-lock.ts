import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileTime } from '../domain/file-time.ts';
import type { LockHolder, LockResult, RunLock } from '../ports/run-lock.ts';
import { makeFolder, removeTemporaries } from './atomic-write.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import { type HolderRecord, isAlive, type ProcessLookup, parseHolder, toHolder } from './holder.ts';
import { createHolderFile, type HolderFile } from './holder-file.ts';
import { onDisk } from './storage-error.ts';

/** Looks at a lock that changes hands just now, before it counts as held. */
const MAX_ATTEMPTS = 50;
const RETRY_MS = 20;

export interface RunLockDeps {
  /** Absolute path of `.codelicious/`. */
  readonly dir: string;
  /** This machine's name, and our process. */
  readonly host: string;
  readonly pid: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly processes: ProcessLookup;
  readonly warn: (message: string) => void;
}

/** What stands between two processes. */
interface Lock extends RunLockDeps {
  readonly file: HolderFile;
  readonly heartbeat: Heartbeat;
  readonly path: string;
}

/**
 * `run.lock` with its holder beside it in `run.lock.json`. A holder on this machine that is gone,
 * or whose process number belongs to another program now, is followed at once; one that is alive,
 * stopped or not, never, nor one on another machine.
 * Every member throws CodeliciousError `storage`.
 */
export function createRunLock(deps: RunLockDeps): RunLock {
  const path = join(deps.dir, 'run.lock.json');
  const lock: Lock = {
    ...deps,
    path,
    file: createHolderFile(path),
    heartbeat: createHeartbeat(deps),
  };
  return {
    acquire: async (run) => {
      await makeFolder(deps.dir);
      return await onDisk(path, async () => await acquire(lock, run));
    },
    holder: async () => await onDisk(path, async () => await currentHolder(lock)),
    unlock: async (force) => await onDisk(path, async () => await unlock(lock, force)),
  };
}

async function acquire(lock: Lock, run: string): Promise<LockResult> {
  const mine = describeSelf(lock, run);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const theirs = await lock.file.read();
    if (theirs === null) {
      const stranger = await strangerAt(lock);
      if (stranger !== null) return { ok: false, ...stranger };
      if (await lock.file.create(mine)) return await hold(lock, mine, null);
    } else if (!(await isDead(lock, theirs))) {
      return { ok: false, holder: holderIn(theirs) };
    } else if (await takeOver(lock, theirs, mine)) {
      return await hold(lock, mine, holderIn(theirs));
    }
    await sleep(RETRY_MS);
  }
  return { ok: false, holder: holderIn((await lock.file.read()) ?? '') };
}

async function takeOver(lock: Lock, dead: string, mine: string): Promise<boolean> {
  return await lock.file.succeed({
    dead,
    mine,
    then: 'hold',
    isDead: async (text) => await isDead(lock, text),
    before: async () => {
      if (parseHolder(dead) === null) await keepDamaged(lock);
    },
  });
}

async function keepDamaged({ path, now, warn }: Lock): Promise<void> {
  const aside = `${path}.corrupt-${fileTime(now())}`;
  await copyFile(path, aside);
  warn(`${path} was damaged, is kept as ${aside}, and nobody seems to hold the lock.`);
}

async function hold(lock: Lock, mine: string, takenFrom: LockHolder | null): Promise<LockResult> {
  let released: Promise<void> | null = null;
  const letGo = async (): Promise<void> => {
    await lock.heartbeat.stop();
    await lock.file.remove(mine);
  };
  try {
    await lock.heartbeat.start();
    await removeTemporaries(lock.dir, lock.now());
  } catch (error) {
    await letGo();
    throw error;
  }
  const release = async (): Promise<void> => {
    released ??= onDisk(lock.path, letGo);
    await released;
  };
  return { ok: true, takenFrom, release };
}

function describeSelf({ pid, host, now, processes }: Lock, run: string): string {
  const started = new Date(now()).toISOString();
  const born = processes.startOf(pid);
  const self: HolderRecord = { pid, host, started, run, born, space: processes.space };
  return `${JSON.stringify(self)}\n`;
}

/** A damaged holder's file counts as a dead one's unless the lock shows signs of life. */
async function isDead(lock: Lock, text: string): Promise<boolean> {
  return (await isAliveAt(lock, text)) === false;
}

async function isAliveAt(lock: Lock, text: string): Promise<boolean | null> {
  const pulse = await lock.heartbeat.look();
  const isFresh = pulse.type === 'folder' && pulse.isFresh;
  const holder = parseHolder(text);
  return holder === null ? isFresh : isAlive(holder, { ...lock, isFresh });
}

/** Who holds a lock that has no holder's file: one that wrote `run.lock` itself, or one unknown. */
async function strangerAt(lock: Lock): Promise<{ readonly holder: LockHolder | null } | null> {
  const pulse = await lock.heartbeat.look();
  if (pulse.type === 'folder') return pulse.isFresh ? { holder: null } : null;
  if (pulse.type === 'none' || parseHolder(pulse.text) === null) return null;
  return (await isDead(lock, pulse.text)) ? null : { holder: holderIn(pulse.text) };
}

function holderIn(text: string): LockHolder | null {
  const holder = parseHolder(text);
  return holder === null ? null : toHolder(holder);
}

async function currentHolder(lock: Lock): ReturnType<RunLock['holder']> {
  const text = await lock.file.read();
  if (text !== null) return { holder: holderIn(text), alive: await isAliveAt(lock, text) };
  const pulse = await lock.heartbeat.look();
  if (pulse.type === 'none') return null;
  if (pulse.type === 'folder') return { holder: null, alive: pulse.isFresh };
  return { holder: holderIn(pulse.text), alive: await isAliveAt(lock, pulse.text) };
}

async function unlock(lock: Lock, force: boolean): Promise<boolean> {
  const current = await currentHolder(lock);
  if (current === null) return true;
  if (current.alive !== false && !force) return false;
  const dead = await lock.file.read();
  if (dead === null) {
    await lock.heartbeat.clear();
    return true;
  }
  return await lock.file.succeed({
    dead,
    mine: describeSelf(lock, `unlock-${lock.now()}`),
    then: 'free',
    isDead: async (text) => force || (await isDead(lock, text)),
    before: async () => {
      await lock.heartbeat.clear();
    },
  });
}
