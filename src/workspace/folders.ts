import type { Stats } from 'node:fs';
import { chmod, lstat, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes a file, link or folder; a folder that forbids it is given leave first. */
export async function removeFolder(place: string): Promise<void> {
  try {
    await rm(place, { recursive: true, force: true });
  } catch {
    await unlock(place);
    await rm(place, { recursive: true, force: true });
  }
}

/** What stands at a place itself, links not followed; null where nothing does. */
export async function entryAt(place: string): Promise<Stats | null> {
  return lstat(place).catch(() => null);
}

/** Whether a place is a folder or a link to one. */
export async function isFolder(place: string): Promise<boolean> {
  return (await stat(place).catch(() => null))?.isDirectory() === true;
}

/** Whether a place is a folder itself. */
export async function isRealFolder(place: string): Promise<boolean> {
  return (await entryAt(place))?.isDirectory() === true;
}

async function unlock(place: string): Promise<void> {
  if (!(await isRealFolder(place))) return;
  await chmod(place, 0o700);
  for (const name of await readdir(place)) await unlock(join(place, name));
}
