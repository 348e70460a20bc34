import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from './folders.ts';

/** Nobody else may look into it. */
const OWNER_ONLY = 0o700;

/** A folder that is one command's alone. */
export interface OwnFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Makes a folder for this process below another; what processes that are gone left of theirs goes.
 * @param name what the folder's name begins with
 */
export async function openOwnFolder(parent: string, name: string): Promise<OwnFolder> {
  await mkdir(parent, { recursive: true, mode: OWNER_ONLY });
  const owner = new RegExp(`^${name}-(\\d+)-`);
  for (const found of await readdir(parent)) {
    const pid = owner.exec(found)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await removeFolder(join(parent, found));
  }
  const path = await mkdtemp(join(parent, `${name}-${String(process.pid)}-`));
  return { path, remove: () => removeFolder(path) };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
