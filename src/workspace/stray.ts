/** Files a folder may hold before it is named instead of them. */
const MOST_FILES = 50;

/**
 * What a set-up left behind beside what it says it made: files, or a folder with many of them in
 * which the repository tracks nothing.
 */
export function strayPaths(
  untracked: readonly string[],
  known: readonly string[],
  tracked: readonly string[],
): readonly string[] {
  const folders = new Set(tracked.flatMap(foldersOf));
  const groups = new Map<string, string[]>();
  for (const path of untracked.filter((file) => !isBelow(file, known))) {
    const top = foldersOf(path).find((folder) => !folders.has(folder)) ?? path;
    const group = groups.get(top) ?? [];
    group.push(path);
    groups.set(top, group);
  }
  return [...groups].flatMap(([top, files]) => (files.length > MOST_FILES ? [top] : files));
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** The folders of a path, outermost first. */
function foldersOf(path: string): readonly string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, at) => segments.slice(0, at + 1).join('/'));
}
