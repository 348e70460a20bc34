import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders of this process, to be removed with it. */
const mine = new Set<string>();
let isWatching = false;

/** `codelicious-build-<pid>-…`. */
const PREFIX = 'codelicious-build-';
const NAME = /^codelicious-build-(\d+)-/;

/** Gives out folders for what compilers keep from one check to the next. */
export interface BuildFolder {
  /** The absolute path of a folder that is there and lives as long as this process; made on first use. */
  at(name: string): string;
}

/**
 * In a cage the home folder is empty each time, and nothing that is built belongs in the tree: compilers keep their
 * work here. It ends with the process; what a process left behind that was killed goes when the next one begins.
 * @param parent absolute; the system's folder for temporary files where left out
 */
export function createBuildFolder(parent: string = tmpdir()): BuildFolder {
  let folder: string | null = null;
  return {
    at: (name) => {
      folder ??= begin(parent);
      const place = join(folder, name);
      mkdirSync(place, { recursive: true });
      return place;
    },
  };
}

function begin(parent: string): string {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) remove(join(parent, name));
  }
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
  mine.add(folder);
  if (!isWatching) process.once('exit', () => [...mine].forEach(remove));
  isWatching = true;
  return folder;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** What cannot be removed is left to the next one. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Go makes its modules read-only; a folder of caches is no reason to fail.
  }
}
