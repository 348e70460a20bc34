import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CodeliciousError } from '../../domain/errors.ts';
import type { RecordedCall } from './recorded-call.ts';

/** Bytes of the largest cassette that is read again. */
const MAX_BYTES = 64 * 1024 * 1024;
/** For the user's eyes: it holds what a model wrote. */
const FILE_MODE = 0o600;

/** A cassette on disk that grows. */
export interface Recording {
  /** On disk when it resolves; else why it is not, for a person. */
  add(call: RecordedCall): Promise<string | null>;
}

/**
 * Begins a recording. What the file held before stays until there is a call to record; a file that is not there is
 * begun at once.
 * @param file absolute path
 * @throws CodeliciousError `usage` when it cannot be written
 */
export async function beginRecording(file: string): Promise<Recording> {
  const jobs: string[] = [];
  let bytes = 0;
  try {
    await begin(file);
  } catch (error) {
    throw new CodeliciousError('usage', `--record ${file}: the file cannot be written`, {
      hint: 'Name a file in a folder that exists and that you may write to.',
      cause: error,
    });
  }
  return {
    add: async (call) => {
      const text = JSON.stringify(call, null, 2);
      if (bytes + text.length > MAX_BYTES) return 'the recording is full: a cassette holds 64 MiB';
      bytes += Buffer.byteLength(text);
      jobs.push(text);
      try {
        await replace(file, cassette(jobs));
        return null;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        return `the recording cannot be written (${code ?? 'unknown'})`;
      }
    },
  };
}

/** Finds out at once whether the recording will find its place. */
async function begin(file: string): Promise<void> {
  const [found] = await Promise.allSettled([stat(file)]);
  if (found.status === 'rejected' || found.value.size === 0) {
    await replace(file, cassette([]));
    return;
  }
  if (!found.value.isFile()) throw new Error('it is no file');
  await writeBeside(file, '', async () => Promise.resolve());
}

function cassette(jobs: readonly string[]): string {
  const list = jobs.map((job) => job.replaceAll(/^/gm, '    ')).join(',\n');
  return `{\n  "version": 1,\n  "jobs": [${list === '' ? '' : `\n${list}\n  `}]\n}\n`;
}

/** Whoever reads the file finds the old text or the new one. */
async function replace(file: string, text: string): Promise<void> {
  await writeBeside(file, text, (temporary) => rename(temporary, file));
}

async function writeBeside(
  file: string,
  text: string,
  use: (temporary: string) => Promise<void>,
): Promise<void> {
  const suffix = randomBytes(6).toString('hex');
  const temporary = join(dirname(file), `.${basename(file)}.${suffix}.tmp`);
  try {
    const handle = await open(temporary, 'wx', FILE_MODE);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await use(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}
