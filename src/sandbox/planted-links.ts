import { type Traced, tracePath } from './trace-path.ts';
import { isWithin } from './wide-folders.ts';

/**
 * Follows paths that a cage is to show. A link that lies where a caged command may write may be that command's own
 * work, and what it leads to was never meant to be shown: such paths are left out, as are those that lead nowhere.
 * @param folders absolute folders without links that caged commands may write to
 */
export function traceUnplanted(
  paths: readonly string[],
  folders: readonly string[],
): readonly Traced[] {
  return paths
    .map(tracePath)
    .filter((traced) => traced !== null)
    .filter(({ links }) => !links.some((link) => isInside(link.path, folders)));
}

/** Follows the paths of folders to be written; null where one is not there. */
export function traceWritable(paths: readonly string[]): readonly Traced[] | null {
  const all = paths.map(tracePath).filter((traced) => traced !== null);
  if (all.length < paths.length) return null;
  return all.filter((traced) => {
    const others = all.filter((other) => other.real !== traced.real).map(({ real }) => real);
    return !traced.links.some((link) => isInside(link.path, others));
  });
}

function isInside(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => isWithin(path, folder));
}
