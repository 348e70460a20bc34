import { lstat, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { quarantine } from './quarantine.ts';
import { errnoOf } from './storage-error.ts';

/** Milliseconds between two signs of life of a holder. */
const BEAT_MS = 5000;
/** Milliseconds after which a lock without one counts as not fresh: two beats may be late. */
const FRESH_MS = 3 * BEAT_MS;

/** How `run.lock` looks to a passer-by. */
export type Pulse =
  | { readonly type: 'none' }
  /** The folder of a holder, renewed lately or not. */
  | { readonly type: 'folder'; readonly isFresh: boolean }
  /** A file, as other programs write it. */
  | { readonly type: 'file'; readonly text: string };

/** `run.lock`, the folder whose time a living holder keeps renewing. */
export interface Heartbeat {
  /** Begins to renew it, as the holder; what others left there is moved out of the way. */
  start(): Promise<void>;
  /** Removes it; nothing happens when it is not ours (any more). */
  stop(): Promise<void>;
  look(): Promise<Pulse>;
  /** Removes what a dead holder left. */
  clear(): Promise<void>;
}

export interface HeartbeatDeps {
  /** Absolute path of `.codelicious/`. */
  readonly dir: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly warn: (message: string) => void;
  /** Milliseconds between two signs of life; at least 1000. */
  readonly beatMs?: number;
}

/**
 * proper-lockfile's folder and heartbeat. Who holds the lock is told by the holder's file beside
 * it and never by the age of this folder alone: a holder that is stopped for an hour keeps it.
 */
export function createHeartbeat({ dir, now, warn, beatMs }: HeartbeatDeps): Heartbeat {
  const path = join(dir, 'run.lock');
  let stopBeating: (() => Promise<void>) | null = null;
  const onCompromised = (): void => {
    stopBeating = null;
    warn(`${path} was changed by another program; this run goes on.`);
  };

  return {
    async start() {
      if ((await look(path, now())).type === 'file') await quarantine(path, now());
      await rm(path, { recursive: true, force: true });
      stopBeating = await lockfile.lock(join(dir, 'run'), {
        lockfilePath: path,
        realpath: false,
        stale: Number.POSITIVE_INFINITY,
        update: beatMs ?? BEAT_MS,
        onCompromised,
      });
    },
    async stop() {
      const stop = stopBeating;
      stopBeating = null;
      await stop?.().catch(() => undefined);
    },
    look: async () => await look(path, now()),
    clear: async () => {
      await rm(path, { recursive: true, force: true });
    },
  };
}

async function look(path: string, now: number): Promise<Pulse> {
  try {
    const status = await lstat(path);
    if (status.isDirectory()) return { type: 'folder', isFresh: status.mtimeMs > now - FRESH_MS };
    return { type: 'file', text: status.isFile() ? await readFile(path, 'utf8') : '' };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { type: 'none' };
    throw error;
  }
}
