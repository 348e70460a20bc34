import type { Dirent } from 'node:fs';
import { clipList } from './result.ts';
import { openToLook, type Tree } from './tree.ts';
import { entriesOf, MAX_FOLDER_ENTRIES } from './walk.ts';

/**
 * The entries of a folder, one a line; `/` after a folder, `@` after a symbolic link.
 * @throws RefusalError `missing`, `symlink`, `not_a_folder`
 */
export async function listDirectory(tree: Tree, names: readonly string[]): Promise<string> {
  const folder = await openToLook(tree, names);
  try {
    const { entries, whole } = await entriesOf(folder, names.length === 0);
    if (entries.length === 0) return '[the folder is empty]';
    const more = whole ? null : `of more than ${MAX_FOLDER_ENTRIES.toLocaleString('en-US')}`;
    return clipList(entries.map(shown), {
      more,
      advice: 'find_files with a pattern finds the rest',
    });
  } finally {
    await folder.close();
  }
}

function shown(entry: Dirent): string {
  if (entry.isDirectory()) return `${entry.name}/`;
  return entry.isSymbolicLink() ? `${entry.name}@` : entry.name;
}
