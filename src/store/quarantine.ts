import { link, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileTime } from '../domain/file-time.ts';
import { syncFolder } from './atomic-write.ts';
import { errnoOf, onDisk } from './storage-error.ts';

/** More damaged copies of one file in one second than anybody makes. */
const MAX_COPIES = 100;

/**
 * Moves a file that does not parse aside, as `<name>.corrupt-<time>`, never over an earlier one.
 * @returns the new path
 * @throws CodeliciousError `storage`
 */
export async function quarantine(file: string, now: number): Promise<string> {
  return await onDisk(file, async () => {
    for (let copy = 1; copy <= MAX_COPIES; copy += 1) {
      const aside = `${file}.corrupt-${fileTime(now)}${copy === 1 ? '' : `-${copy}`}`;
      if (await moveWithoutReplacing(file, aside)) {
        await syncFolder(dirname(file));
        return aside;
      }
    }
    throw new Error(`${MAX_COPIES} damaged copies`);
  });
}

/** False when the target exists. A folder, or a file system without links, is simply renamed. */
async function moveWithoutReplacing(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    await rm(from);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EMLINK', 'EACCES'].includes(errnoOf(error) ?? '')) throw error;
    await rename(from, to);
  }
  return true;
}
