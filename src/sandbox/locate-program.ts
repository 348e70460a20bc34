import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command, Processes } from '../ports/process.ts';

/** The program a command names, or the system's code for why it cannot be started. */
export type Located =
  | { readonly ok: true; readonly file: string }
  | { readonly ok: false; readonly errno: string };

/**
 * Finds what a command would start, before a cage is made for it: what makes the cage ends with the same exit code
 * whether it is the cage that fails or the program.
 */
export async function locateProgram(command: Command, processes: Processes): Promise<Located> {
  const { file, cwd, env } = command;
  const folder = problemWith(cwd, 'folder');
  if (folder !== null) return { ok: false, errno: folder };
  const place = file.includes('/')
    ? resolve(cwd, file)
    : await processes.find(file, env['PATH'] ?? '');
  const errno = place === null ? 'ENOENT' : problemWith(place, 'program');
  return place === null || errno !== null
    ? { ok: false, errno: errno ?? 'ENOENT' }
    : { ok: true, file: place };
}

function problemWith(path: string, kind: 'folder' | 'program'): string | null {
  try {
    const isFolder = statSync(path).isDirectory();
    if (isFolder !== (kind === 'folder')) return isFolder ? 'EACCES' : 'ENOTDIR';
    accessSync(path, constants.X_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
  }
}
