import { lstat, lutimes } from 'node:fs/promises';
import { join } from 'node:path';
import { foldersOf } from '../tree-files.ts';

/** Milliseconds by which a file may be older than what the system says of it. */
const TOLERANCE_MS = 1000;

/**
 * Makes files look as new as they are. Cargo takes a file for unchanged that is older than what was built of it; one
 * that was moved into place, or whose time was set back, would be tested as it was before.
 * @param folder absolute
 */
export async function freshen(folder: string): Promise<void> {
  for await (const { folder: inside, files } of foldersOf(folder)) {
    await Promise.all(files.map((name) => touchIfSetBack(join(folder, inside, name))));
  }
}

async function touchIfSetBack(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null || found.ctimeMs - found.mtimeMs < TOLERANCE_MS) return;
  const now = new Date();
  // A file of somebody else's cannot be touched; it cannot have been moved here either.
  await lutimes(path, found.atime, now).catch(() => undefined);
}
