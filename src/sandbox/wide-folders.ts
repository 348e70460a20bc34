/** Folders too full of other things to be shown whole because a program lies in one. */
const TOO_WIDE = [
  '/',
  '/Library',
  '/System/Volumes/Data',
  '/Users',
  '/Volumes',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/media',
  '/mnt',
  '/private',
  '/private/etc',
  '/private/tmp',
  '/private/var',
  '/proc',
  '/root',
  '/run',
  '/srv',
  '/sys',
  '/tmp',
  '/var',
  '/var/lib',
  '/var/tmp',
];

/**
 * Tells whether showing a folder would show one of the machine's own, or with `kept` the homes and the clone.
 * @param kept absolute paths that must not be reached through a folder above them
 */
export function wideness(kept: readonly string[]): (path: string) => boolean {
  return (path) => TOO_WIDE.includes(path) || kept.some((folder) => isWithin(folder, path));
}

/** Whether `path` is `folder` or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
