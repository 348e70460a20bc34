import { RefusalError } from './refusal.ts';

/** Bytes of a path and of one of its names that every file system here takes. */
const MAX_PATH_BYTES = 4000;
const MAX_NAME_BYTES = 255;
/** Drive letters and shares: absolute where paths are written that way. */
const WINDOWS_ROOT = /^(?:[A-Za-z]:|[\\/]{2})/;

/**
 * The names along a path given by a model, outermost first, in Unicode's composed form.
 * @throws RefusalError `bad_path` for what does not stay below the root by its text alone,
 *   `protected` for git's and our own folders
 */
export function toolPath(path: string): readonly string[] {
  const names = folderPath(path);
  if (names.length === 0 || path.endsWith('/')) {
    throw new RefusalError('bad_path', 'the path must name a file');
  }
  return names;
}

/**
 * As `toolPath`, for a folder: none for the root itself, which is `.` or nothing.
 * @throws RefusalError `bad_path`, `protected`
 */
export function folderPath(path: string): readonly string[] {
  if (path.includes('\0')) throw new RefusalError('bad_path', 'the path holds a NUL character');
  if (path.startsWith('/') || WINDOWS_ROOT.test(path)) {
    throw new RefusalError('bad_path', 'the path must be relative to the root of the repository');
  }
  const names = path
    .normalize('NFC')
    .split('/')
    .filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw new RefusalError('bad_path', 'the path must not contain ".."');
  refuseLong(path, names);
  refuseProtected(names);
  return names;
}

function refuseLong(path: string, names: readonly string[]): void {
  const tooLong = names.some((name) => Buffer.byteLength(name) > MAX_NAME_BYTES);
  if (tooLong || Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw new RefusalError('bad_path', 'the path is too long');
  }
}

/** Whether an entry is git's or, at the root, ours: no tool shows or enters it. */
export function isProtected(name: string, isAtRoot: boolean): boolean {
  const plain = plainName(name);
  return plain === '.git' || plain === 'git~1' || (isAtRoot && plain === '.codelicious');
}

/** @throws RefusalError `protected` */
export function refuseProtected(names: readonly string[]): void {
  const inside = names.find((name, index) => isProtected(name, index === 0));
  if (inside === undefined) return;
  throw new RefusalError('protected', `${plainName(inside)} is not for tools`);
}

/** A name as a file system may see it that folds case, drops trailing dots or ignores marks. */
function plainName(name: string): string {
  return name
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replace(/[. ]+$|::?\$.*$/g, '');
}
