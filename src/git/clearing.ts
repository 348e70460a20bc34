import { chmod, lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { decodePath, encodePath } from './paths.ts';

/** Removes a file, link or folder; a folder that forbids it is given leave first. */
export async function removeEntry(place: string | Buffer): Promise<void> {
  try {
    await rm(place, { recursive: true, force: true });
  } catch {
    await unlock(asBuffer(place));
    await rm(place, { recursive: true, force: true });
  }
}

/**
 * Removes a path of a tree except what is at or below `spared`, then the folders it leaves empty.
 * @param path relative to the root; a folder may end in `/`
 */
export async function removeUnder(
  root: string,
  path: string,
  spared: readonly string[],
): Promise<void> {
  const name = path.replace(/\/+$/, '');
  if (spared.some((kept) => name === kept || name.startsWith(`${kept}/`))) return;
  if (!spared.some((kept) => kept.startsWith(`${name}/`))) {
    await removeEntry(encodePath(join(root, name)));
    await removeEmpty(root, dirname(name));
    return;
  }
  for (const child of await childrenOf(join(root, name))) {
    await removeUnder(root, `${name}/${child}`, spared);
  }
}

async function removeEmpty(root: string, folder: string): Promise<void> {
  if (folder === '.' || folder === '') return;
  const gone = await rmdir(encodePath(join(root, folder))).then(
    () => true,
    () => false,
  );
  if (gone) await removeEmpty(root, dirname(folder));
}

async function childrenOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(encodePath(folder), { encoding: 'buffer' }).catch(() => []);
  return names.map(decodePath);
}

/** Gives ourselves every right to a folder and the folders in it. */
export async function unlock(place: Buffer): Promise<void> {
  const entry = await lstat(place).catch(() => null);
  if (entry?.isDirectory() !== true) return;
  await chmod(place, 0o700);
  const names = await readdir(place, { encoding: 'buffer' });
  for (const name of names) await unlock(Buffer.concat([place, Buffer.from('/'), name]));
}

function asBuffer(place: string | Buffer): Buffer {
  return typeof place === 'string' ? Buffer.from(place) : place;
}
