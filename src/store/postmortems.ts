import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTime } from '../domain/file-time.ts';
import { plain } from '../domain/text-limits.ts';
import type { Postmortems } from '../ports/postmortems.ts';
import { makeFolder, syncFolder, writeSynced } from './atomic-write.ts';
import { errnoOf, onDisk } from './storage-error.ts';

/** Bytes at the end of the log that are looked at. */
const TAIL_BYTES = 256 * 1024;
/** More post-mortems in one second than anybody writes. */
const MAX_SAME_SECOND = 100;

export interface PostmortemsDeps {
  /** Absolute path of `.codelicious/`. */
  readonly dir: string;
  /** This run's log file; null when it has none. */
  readonly logFile: () => string | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly redact: (text: string) => string;
}

/** Post-mortems as `postmortem-<UTC time>.md`. */
export function createPostmortems(deps: PostmortemsDeps): Postmortems {
  return {
    async lastLogLines(count) {
      const file = deps.logFile();
      const text = file === null ? '' : await readTail(file);
      const lines = plain(deps.redact(text)).split('\n').filter(Boolean);
      return count > 0 ? lines.slice(-count) : [];
    },
    async write(text) {
      await makeFolder(deps.dir);
      const stem = join(deps.dir, `postmortem-${fileTime(deps.now())}`);
      return await onDisk(`${stem}.md`, async () => {
        const file = await writeUnderFreeName(stem, deps.redact(text));
        await syncFolder(deps.dir);
        return file;
      });
    },
  };
}

async function writeUnderFreeName(stem: string, text: string): Promise<string> {
  for (let copy = 1; copy < MAX_SAME_SECOND; copy += 1) {
    const file = `${stem}${copy === 1 ? '' : `-${copy}`}.md`;
    if (await createFile(file, text)) return file;
  }
  throw new Error(`${MAX_SAME_SECOND} post-mortems in one second`);
}

async function createFile(file: string, text: string): Promise<boolean> {
  try {
    await writeSynced(file, text);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The end of a file from its first whole line on; empty when there is no such file. */
async function readTail(file: string): Promise<string> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    const text = buffer.toString('utf8', 0, bytesRead);
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } catch {
    return '';
  }
}
