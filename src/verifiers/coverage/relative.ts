import { posix } from 'node:path';

/** Folders of what others wrote. */
const FOREIGN = new Set(['node_modules', 'site-packages']);

/**
 * A path of a report as the tree names it; null for one outside the tree or of an installed package.
 * @param root absolute path of the tree
 * @param folder repository-relative folder of the package the report is of, which relative names begin in
 */
export function relativeTo(root: string, path: string, folder = ''): string | null {
  const plain = slashed(path);
  if (plain === null || plain === '') return null;
  const inside = insideOf(slashed(root) ?? root, plain);
  if (inside === null && isAbsolute(plain)) return null;
  const found = posix.normalize(inside ?? posix.join(folder, plain));
  const names = found.split('/');
  const isElsewhere = found === '.' || names.includes('..') || /^\/|\/$/.test(found);
  return isElsewhere || names.some((name) => FOREIGN.has(name)) ? null : found;
}

/** With forward slashes, and no longer a URL; null for what is no path. */
function slashed(path: string): string | null {
  if (path.startsWith('file://')) return decoded(path.slice('file://'.length));
  // A control character ends names in other formats.
  return /[\0\r\n]/.test(path) ? null : path.replaceAll('\\', '/');
}

function decoded(path: string): string | null {
  try {
    const plain = decodeURIComponent(path);
    return slashed(/^\/[A-Za-z]:/.test(plain) ? plain.slice(1) : plain);
  } catch {
    return null;
  }
}

/** macOS names its folder of temporary files in two ways. */
const OTHER_ROOT = '/private';

function insideOf(root: string, path: string): string | null {
  const roots = [root, `${OTHER_ROOT}${root}`, root.replace(/^\/private\//, '/')];
  const found = roots.find((one) => sameDrive(path).startsWith(`${sameDrive(one)}/`));
  return found === undefined ? null : path.slice(found.length + 1);
}

/** Windows drives are the same in either case. */
function sameDrive(path: string): string {
  return path.replace(/^[A-Z]:/, (drive) => drive.toLowerCase());
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z][A-Za-z+.-]*:/.test(path);
}
