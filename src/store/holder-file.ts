import { createHash } from 'node:crypto';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FILE_MODE, temporaryFor, writeSynced } from './atomic-write.ts';
import { errnoOf } from './storage-error.ts';

/** A follower of a dead holder. */
export interface Succession {
  /** The dead holder's text. */
  readonly dead: string;
  /** The text that names the follower. */
  readonly mine: string;
  /** Whether the follower takes the lock, or only frees it. */
  readonly then: 'hold' | 'free';
  /** Whether a holder's text names a dead one. */
  readonly isDead: (text: string) => Promise<boolean>;
  /** Done with the right to follow in hand, before the holder changes. */
  readonly before: () => Promise<void>;
}

/** A file that says who holds a lock; whoever creates it holds the lock. */
export interface HolderFile {
  /** What it says; null when the lock is free. */
  read(): Promise<string | null>;
  /** Creates it with this text, all at once; false when it exists. */
  create(text: string): Promise<boolean>;
  /** False when somebody else follows the dead holder, or has done so. */
  succeed(succession: Succession): Promise<boolean>;
  /** Removes it when it says this. */
  remove(text: string): Promise<void>;
}

/**
 * The right to follow a dead holder is a file named for that very holder, created exclusively and
 * naming its claimant, so that only one of many gets it and each holder is followed once. A
 * claimant that died is itself followed in the same way. No two holders have the same text.
 */
export function createHolderFile(file: string): HolderFile {
  return {
    read: async () => await readIfThere(file),
    create: async (text) => await createWhole(file, text),
    succeed: async (succession) => await succeed(file, succession),
    async remove(text) {
      if ((await readIfThere(file)) === text) await rm(file, { force: true });
    },
  };
}

async function succeed(file: string, succession: Succession): Promise<boolean> {
  const { dead, mine, then, before } = succession;
  const claim = await claimAfter(file, dead, succession);
  if (claim === null) return false;
  if ((await readIfThere(file)) !== dead) {
    await rm(claim, { force: true });
    return false;
  }
  await before();
  const settled = await claimsOn(file);
  await (then === 'hold' ? overwrite(file, mine) : rm(file, { force: true }));
  await Promise.all(settled.map((path) => rm(path, { force: true })));
  return true;
}

/** The claim's path once it is ours; null when a living one has it. */
async function claimAfter(
  file: string,
  dead: string,
  succession: Succession,
): Promise<string | null> {
  const path = `${file}.claim-${createHash('sha256').update(dead).digest('hex').slice(0, 16)}`;
  if (await createWhole(path, succession.mine)) return path;
  const claimant = await readIfThere(path);
  if (claimant === null || !(await succession.isDead(claimant))) return null;
  return await claimAfter(file, claimant, succession);
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Nobody ever sees the file without its whole text. */
async function createWhole(file: string, text: string): Promise<boolean> {
  const temporary = temporaryFor(file);
  try {
    await writeSynced(temporary, text);
    await link(temporary, file);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(errnoOf(error) ?? '')) throw error;
    return await createPlainly(file, text);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** For file systems without links: exclusive as well, but for an instant without its text. */
async function createPlainly(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: FILE_MODE });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function overwrite(file: string, text: string): Promise<void> {
  const temporary = temporaryFor(file);
  await writeSynced(temporary, text);
  await rename(temporary, file);
}

/** The claims on earlier holders; void once the holder has changed. */
async function claimsOn(file: string): Promise<readonly string[]> {
  const names = await readdir(dirname(file));
  return names
    .filter((name) => name.startsWith(`${basename(file)}.claim-`))
    .map((name) => join(dirname(file), name));
}
