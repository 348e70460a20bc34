import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { appendFile, mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { FileRead } from '../ports/checkout.ts';
import { encodePath } from './paths.ts';

/**
 * A file below a root, links followed only where they stay below it. At once: specs are small and many, and a
 * round through the thread pool costs several times what reading one does.
 * @param path relative to the root
 */
export function readInside(root: string, path: string, maxBytes: number): FileRead {
  try {
    const place = realpathSync.native(resolve(root, path));
    const inside = place.startsWith(`${root}${sep}`);
    const found = within(inside ? root : realpathSync.native(root), place);
    if (found === null) return { ok: false, why: 'outside' };
    const read = readWhole(place, maxBytes);
    const named = resolve(root, path);
    // Most files lie where their path says, and need not be asked.
    const isLink = read.ok && place !== named && lstatSync(named).isSymbolicLink();
    return isLink ? { ...read, leadsTo: found } : read;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    return { ok: false, why: missing ? 'missing' : 'unreadable' };
  }
}

/** Opened once and without waiting, as a pipe would have it: looking first and reading then costs each spec twice. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

function readWhole(place: string, maxBytes: number): FileRead {
  const file = openSync(place, READ);
  try {
    const entry = fstatSync(file);
    if (!entry.isFile()) return { ok: false, why: 'not_a_file' };
    if (entry.size > maxBytes) return { ok: false, why: 'too_large' };
    const bytes = Buffer.allocUnsafe(entry.size);
    return { ok: true, bytes: bytes.subarray(0, fill(file, bytes)) };
  } finally {
    closeSync(file);
  }
}

/** Reads until the bytes are full or the file ends; how many there were. */
function fill(file: number, bytes: Buffer): number {
  let filled = 0;
  while (filled < bytes.length) {
    const more = readSync(file, bytes, filled, bytes.length - filled, filled);
    if (more === 0) break;
    filled += more;
  }
  return filled;
}

/** Printable ASCII: what most paths are made of. */
const PLAIN = /^[ -~]*$/;

/** Whether there is a file, folder or link at a path below a root, whatever bytes the path is made of. */
export function isThere(root: string, path: string): boolean {
  const place = PLAIN.test(path)
    ? `${root}/${path}`
    : Buffer.concat([Buffer.from(`${root}/`), encodePath(path)]);
  return lstatSync(place, { throwIfNoEntry: false }) !== undefined;
}

/**
 * A path as the user gave it, relative to the root with forward slashes: of the places it may mean,
 * the first that exists, else the first inside.
 * @param folders where the user may have been thinking from, in order
 */
export async function relativeInside(
  root: string,
  path: string,
  folders: readonly string[],
): Promise<string | null> {
  const meanings = isAbsolute(path) ? [path] : folders.map((folder) => resolve(folder, path));
  const inside: string[] = [];
  for (const place of meanings) {
    const found = within(root, place) ?? within(await realpath(root), await realFolder(place));
    if (found === null) continue;
    if (await exists(place)) return found;
    inside.push(found);
  }
  return inside[0] ?? null;
}

/** Adds lines to a file of patterns, each once. */
export async function addPatterns(file: string, lines: readonly string[]): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const present = new Set(text.split('\n').map((line) => line.trim()));
  const absent = lines.filter((line) => !present.has(line));
  if (absent.length === 0) return;
  await mkdir(dirname(file), { recursive: true });
  const lead = text === '' || text.endsWith('\n') ? '' : '\n';
  await appendFile(file, `${lead}${absent.join('\n')}\n`);
}

/** `place` relative to `root`, or null when it is not below it. */
function within(root: string, place: string): string | null {
  const path = relative(root, place);
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) return null;
  return path.split(sep).join('/');
}

/** A path with the links of its folders resolved as far as they exist; its own name stays. */
async function realFolder(place: string): Promise<string> {
  const above = dirname(place);
  if (above === place) return place;
  const real = await realpath(above).catch(() => null);
  return join(real ?? (await realFolder(above)), basename(place));
}

async function exists(place: string): Promise<boolean> {
  return stat(place).then(
    () => true,
    () => false,
  );
}
