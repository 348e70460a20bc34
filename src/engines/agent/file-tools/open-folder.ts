import { constants, existsSync } from 'node:fs';
import { type FileHandle, lstat, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './errno.ts';
import { RefusalError } from './refusal.ts';

/** A folder below the root, reached without following a single symbolic link. */
export interface OpenFolder {
  /** The path of the folder itself, valid until `close`. */
  readonly path: string;
  /** The path of an entry, valid until `close`. */
  entry(name: string): string;
  close(): Promise<void>;
}

/**
 * Linux reaches the entries of an open folder by it, so that swapping a name for a link on the way
 * changes nothing. Elsewhere names are looked at and then used, which leaves a moment between.
 */
const DESCRIPTORS = '/proc/self/fd';

export interface FolderRequest {
  /** Absolute; the only part in which links are followed. */
  readonly root: string;
  readonly names: readonly string[];
  /** Makes the folders that are not there. */
  readonly create: boolean;
}

/**
 * Walks down from the root one name at a time.
 * @throws RefusalError `symlink`, `not_a_folder`, `missing`
 */
export async function openFolder(request: FolderRequest): Promise<OpenFolder> {
  let folder = await hold(request.root, false);
  for (const name of request.names) folder = await step(folder, name, request.create);
  return folder;
}

/**
 * Opens a folder in a folder, which stays open.
 * @throws RefusalError `symlink`, `not_a_folder`, `missing`
 */
export async function openChild(above: OpenFolder, name: string): Promise<OpenFolder> {
  const path = above.entry(name);
  await requireFolder(path, name);
  return hold(path, true);
}

async function step(above: OpenFolder, name: string, create: boolean): Promise<OpenFolder> {
  try {
    if (create) await makeFolder(above.entry(name));
    return await openChild(above, name);
  } finally {
    await above.close();
  }
}

async function makeFolder(path: string): Promise<void> {
  if ((await kindOf(path)) === 'missing') await mkdir(path);
}

async function requireFolder(path: string, name: string): Promise<void> {
  const kind = await kindOf(path);
  if (kind === 'missing') throw new RefusalError('missing', `the folder ${name} does not exist`);
  if (kind === 'symlink') throw new RefusalError('symlink', `${name} is a symbolic link`);
  if (kind !== 'folder') throw new RefusalError('not_a_folder', `${name} is not a folder`);
}

/** What an entry is, itself and not what it may point to. */
export async function kindOf(
  path: string,
): Promise<'missing' | 'symlink' | 'folder' | 'file' | 'other'> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) return 'symlink';
    if (stats.isDirectory()) return 'folder';
    return stats.isFile() ? 'file' : 'other';
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'missing';
    throw error;
  }
}

async function hold(path: string, noFollow: boolean): Promise<OpenFolder> {
  if (!existsSync(DESCRIPTORS)) {
    return { path, entry: (name) => join(path, name), close: () => Promise.resolve() };
  }
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | (noFollow ? constants.O_NOFOLLOW : 0);
  const handle: FileHandle = await open(path, flags);
  const own = `${DESCRIPTORS}/${String(handle.fd)}`;
  return {
    path: `${own}/`,
    entry: (name) => `${own}/${name}`,
    close: () => handle.close(),
  };
}
