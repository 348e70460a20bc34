import { isUtf8 } from 'node:buffer';
import { lstat, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodeliciousError } from '../domain/errors.ts';
import { jsonFault } from './json-fault.ts';

/** Far more than any configuration needs; a bound for what a repository can make us read. */
const MAX_BYTES = 100 * 1024;

/** A configuration file that is JSON; its settings are still unchecked. */
export interface ConfigFile {
  readonly path: string;
  readonly data: unknown;
}

/**
 * Reads a configuration file.
 * @returns null when there is none
 * @throws CodeliciousError `config` with file and position when it is too large, no UTF-8 or no JSON
 */
export async function readConfigFile(path: string): Promise<ConfigFile | null> {
  const [found] = await Promise.allSettled([stat(path)]);
  if (found.status === 'rejected') return absentOr(found.reason, path);
  if (!found.value.isFile()) throw fault(path, 'is not a file');
  if (found.value.size > MAX_BYTES) throw fault(path, 'is larger than 100 KB');
  const [read] = await Promise.allSettled([readFile(path)]);
  if (read.status === 'rejected') return absentOr(read.reason, path);
  return { path, data: parse(path, read.value) };
}

/** The root of the working tree a folder lies in: the nearest one upwards that holds `.git`; else the folder itself. */
export async function rootOf(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const [found] = await Promise.allSettled([lstat(join(at, '.git'))]);
    if (found.status === 'fulfilled') return at;
    if (at === dirname(at)) return folder;
  }
}

function parse(path: string, bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) throw fault(path, 'is not UTF-8');
  // A byte order mark is left out by the decoder.
  const text = new TextDecoder().decode(bytes);
  const found = jsonFault(text);
  if (found === null) return JSON.parse(text);
  throw new CodeliciousError(
    'config',
    `${path}:${found.line}:${found.column}: ${found.expected} expected; the file must be plain JSON`,
    { hint: 'comments and trailing commas are not JSON' },
  );
}

function absentOr(reason: unknown, path: string): null {
  const code = reason instanceof Error && 'code' in reason ? String(reason.code) : 'unreadable';
  if (code === 'ENOENT' || code === 'ENOTDIR') return null;
  throw fault(path, `cannot be read (${code})`);
}

function fault(path: string, says: string): CodeliciousError {
  return new CodeliciousError('config', `${path} ${says}`, {
    hint: 'mend or remove the file, then run again',
  });
}
