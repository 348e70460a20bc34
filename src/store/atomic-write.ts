import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf, onDisk } from './storage-error.ts';

/** Only the user reads what a run writes down. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** Milliseconds after which nobody is still writing a temporary file. */
const ABANDONED_MS = 60_000;
const TEMPORARY = /^\..+\.[0-9a-f]{12}\.tmp$/;

/**
 * Replaces a file so that after any crash it holds the old text or the new, and the new one once
 * this resolves: a temporary file with a name of its own, fsync, rename, fsync of the folder.
 * (write-file-atomic leaves the folder out and writes through symbolic links.)
 * @throws CodeliciousError `storage`
 */
export async function writeDurably(file: string, text: string): Promise<void> {
  await onDisk(file, async () => {
    const temporary = temporaryFor(file);
    try {
      await writeSynced(temporary, text);
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(dirname(file));
  });
}

/** A name beside a file that nobody else uses. */
export function temporaryFor(file: string): string {
  return join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
}

/** Writes a file that is not there yet, to the disk. */
export async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', FILE_MODE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder, and those above it, for the user alone. */
export async function makeFolder(folder: string): Promise<void> {
  await onDisk(folder, async () => {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  });
}

/** Removes temporary files of writers that were killed, known by their age. */
export async function removeTemporaries(folder: string, now: number): Promise<void> {
  const files = (await readdir(folder)).filter((name) => TEMPORARY.test(name));
  await Promise.all(files.map((name) => removeIfOld(join(folder, name), now)));
}

async function removeIfOld(file: string, now: number): Promise<void> {
  try {
    if ((await stat(file)).mtimeMs < now - ABANDONED_MS) await rm(file, { force: true });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** Makes what was renamed, added or deleted in a folder last; where folders can be synced. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  } finally {
    await handle?.close();
  }
}

/** Windows opens no folders, and some network file systems do not sync them. */
function isUnsupported(error: unknown): boolean {
  return ['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP'].includes(errnoOf(error) ?? '');
}
