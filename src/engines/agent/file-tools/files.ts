import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { kindOf } from './open-folder.ts';
import { MAX_FILE_BYTES, RefusalError } from './refusal.ts';

const NEW_FILE_MODE = 0o666;
const MEBIBYTE = 1024 * 1024;
/** Undefined on Windows, where links are refused by name alone. */
const NO_FOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0;
const NON_BLOCKING = (constants.O_NONBLOCK as number | undefined) ?? 0;

/**
 * The text of a regular file.
 * @throws RefusalError `missing`, `symlink`, `not_a_file`, `too_large`, `not_text`
 */
export async function readText(path: string): Promise<string> {
  return decode(await readBytes(path, MAX_FILE_BYTES));
}

/**
 * The bytes of a regular file.
 * @throws RefusalError `missing`, `symlink`, `not_a_file`, `too_large`
 */
export async function readBytes(path: string, max: number): Promise<Uint8Array> {
  return withFile(path, async (file) => {
    const { size } = await file.stat();
    if (size > max) throw new RefusalError('too_large', tooLarge(size, max));
    return file.readFile();
  });
}

function tooLarge(size: number, max: number): string {
  return `the file is larger than ${max / MEBIBYTE} MiB (${size.toLocaleString('en-US')} bytes)`;
}

/**
 * Makes or replaces a file. The old one is unlinked first, never written into: it may be a hard link
 * to something outside.
 * @throws RefusalError `symlink`, `not_a_file`, `too_large`
 */
export async function writeText(path: string, text: string): Promise<void> {
  await writeBytes(path, Buffer.from(text, 'utf8'));
}

/** The same with any bytes. */
export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  if (bytes.length > MAX_FILE_BYTES) {
    throw new RefusalError('too_large', 'the content is larger than 1 MiB');
  }
  const mode = await modeOf(path);
  if (mode !== null) await unlink(path);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;
  const file = await open(path, flags, mode ?? NEW_FILE_MODE);
  try {
    await file.writeFile(bytes);
    if (mode !== null) await file.chmod(mode);
  } finally {
    await file.close();
  }
}

/**
 * Removes a file or a symbolic link itself.
 * @throws RefusalError `missing`, `not_a_file`
 */
export async function remove(path: string): Promise<void> {
  const kind = await kindOf(path);
  if (kind !== 'symlink') refuseUnlessFile(kind);
  await unlink(path);
}

/**
 * Whoever may read the file may execute it.
 * @throws RefusalError `missing`, `symlink`, `not_a_file`
 */
export async function makeExecutable(path: string): Promise<void> {
  await withFile(path, async (file) => {
    const { mode } = await file.stat();
    await file.chmod((mode | ((mode & 0o444) >> 2)) & 0o777);
  });
}

async function modeOf(path: string): Promise<number | null> {
  const kind = await kindOf(path);
  if (kind === 'missing') return null;
  return withFile(path, async (file) => (await file.stat()).mode & 0o777);
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  refuseUnlessFile(await kindOf(path));
  const file = await open(path, constants.O_RDONLY | NO_FOLLOW | NON_BLOCKING);
  try {
    if (!(await file.stat()).isFile()) refuseUnlessFile('other');
    return await use(file);
  } finally {
    await file.close();
  }
}

function refuseUnlessFile(kind: Awaited<ReturnType<typeof kindOf>>): void {
  if (kind === 'file') return;
  if (kind === 'missing') throw new RefusalError('missing', 'the file does not exist');
  if (kind === 'symlink') throw new RefusalError('symlink', 'it is a symbolic link');
  throw new RefusalError(
    'not_a_file',
    kind === 'folder' ? 'it is a folder' : 'it is no regular file',
  );
}

/**
 * The text that bytes are.
 * @throws RefusalError `not_text`
 */
export function decode(bytes: Uint8Array): string {
  const size = `${bytes.length.toLocaleString('en-US')} bytes`;
  const text = Buffer.from(bytes).toString('utf8');
  if (Buffer.from(text, 'utf8').equals(bytes)) return text;
  throw new RefusalError('not_text', `the file is not UTF-8 text (${size})`);
}
