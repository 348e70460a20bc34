import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where the programs of the payloads are: the system's folders and no user's. */
export const ESCAPE_PATH = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

/** Whether all of these programs are on this machine. */
export function areThere(programs: readonly string[]): boolean {
  return programs.every((program) =>
    ESCAPE_PATH.split(':').some((folder) => isExecutable(join(folder, program))),
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
