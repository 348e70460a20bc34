import { type Dirent, promises as fs } from 'node:fs';
import { join } from 'node:path';

/** A file of the tree beyond this is not read: 4 MiB. */
export const MAX_BYTES = 4_194_304;
/** Entries looked at before a search is given up. */
const MAX_ENTRIES = 50_000;
/** Folders that hold what was installed or built, never a project's own tests. */
const FOREIGN = new Set(['node_modules', 'venv', 'env', 'dist', 'build', 'target', '__pycache__']);

/** The text of a file of the tree; null where there is none to be read. */
export async function readTreeFile(root: string, path: string): Promise<string | null> {
  try {
    const stat = await fs.lstat(join(root, path));
    if (!stat.isFile() || stat.size > MAX_BYTES) return null;
    return await fs.readFile(join(root, path), 'utf8');
  } catch {
    return null;
  }
}

/** Whether a path of the tree is a plain file, of any size. */
export async function isFile(root: string, path: string): Promise<boolean> {
  return fs.lstat(join(root, path)).then(
    (stat) => stat.isFile(),
    () => false,
  );
}

/** Whether a path of the tree can be run. */
export async function isExecutable(path: string): Promise<boolean> {
  return fs.access(path, fs.constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Whether the tree has a file whose name fits; links and hidden folders are not entered. */
export async function hasFile(root: string, fits: (name: string) => boolean): Promise<boolean> {
  for await (const { files } of foldersOf(root)) {
    if (files.some(fits)) return true;
  }
  return false;
}

/** A folder of a tree. */
export interface TreeFolder {
  /** Relative to the tree; empty for the tree itself. */
  readonly folder: string;
  /** Names of the plain files in it. */
  readonly files: readonly string[];
}

/**
 * Every folder of a tree, outer ones first. Links, hidden folders and folders of what was installed or built are not
 * entered; it ends silently after 50,000 entries.
 * @param root absolute
 */
export async function* foldersOf(root: string): AsyncGenerator<TreeFolder> {
  const folders = [''];
  let seen = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const entries = await entriesOf(join(root, folder));
    seen += entries.length;
    yield { folder, files: entries.filter((entry) => entry.isFile()).map(({ name }) => name) };
    if (seen > MAX_ENTRIES) return;
    for (const { name } of entries.filter(isOwnFolder)) {
      folders.push(folder === '' ? name : `${folder}/${name}`);
    }
  }
}

function isOwnFolder(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.') && !FOREIGN.has(entry.name);
}

/** What is in a folder; nothing where it cannot be read. */
export async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return fs.readdir(folder, { withFileTypes: true }).catch(() => []);
}
