import { lstatSync, readFileSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { MAX_BYTES } from './tree-files.ts';

/** What is made of the text of a file, by its absolute path; undefined where there is no file to be read. */
export type Remembered<T> = (paths: readonly string[]) => Promise<readonly (T | undefined)[]>;

interface Kept<T> {
  readonly identity: string;
  readonly value: T;
}

/** Files of which something is remembered; with more, all is forgotten. */
const MAX_KEPT = 100_000;
/** Files looked at before others get their turn. */
const AT_ONCE = 256;
/** Milliseconds after a change in which another one could bear the same time: file systems count it coarsely. */
const COARSE_MS = 100;

/**
 * Reads files of a tree once, and again only when they changed: a tree is looked through at every chunk, of which most
 * files know nothing. Whoever writes a file changes its time of change, which nobody can set.
 *
 * It looks without waiting: for thousands of small files that costs a tenth of asking for each.
 */
export function rememberReading<T>(read: (text: string) => T): Remembered<T> {
  const known = new Map<string, Kept<T>>();
  const one = (path: string): T | undefined => {
    const identity = identityOf(path);
    const kept = known.get(path);
    if (identity !== null && kept?.identity === identity) return kept.value;
    known.delete(path);
    const text = identity === null ? null : textOf(path);
    if (identity === null || text === null) return undefined;
    const value = read(text);
    if (known.size >= MAX_KEPT) known.clear();
    if (isSettled(path)) known.set(path, { identity, value });
    return value;
  };
  return async (paths) => {
    const found: (T | undefined)[] = [];
    for (const path of paths) {
      if (found.length % AT_ONCE === AT_ONCE - 1) await breathe();
      found.push(one(path));
    }
    return found;
  };
}

/** Null for what is no plain file or too large. */
function identityOf(path: string): string | null {
  const stat = lstatSync(path, { throwIfNoEntry: false, bigint: true });
  if (stat?.isFile() !== true || stat.size > MAX_BYTES) return null;
  return [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');
}

/** Whether what was read just now is what stands there as long as its times do not change. */
function isSettled(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.ctimeMs > COARSE_MS;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
