import { type Dirent, promises as fs } from 'node:fs';
import { join } from 'node:path';

/** A file of the tree beyond this is not read: 4 MiB. */
const MAX_BYTES = 4_194_304;
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

/** Whether a path of the tree can be run. */
export async function isExecutable(path: string): Promise<boolean> {
  return fs.access(path, fs.constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Whether the tree has a file whose name fits; links and hidden folders are not entered. */
export async function hasFile(root: string, fits: (name: string) => boolean): Promise<boolean> {
  const folders = [root];
  let seen = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await entriesOf(folder);
    if (entries.some((entry) => entry.isFile() && fits(entry.name))) return true;
    seen += entries.length;
    if (seen > MAX_ENTRIES) return false;
    for (const entry of entries.filter(isOwnFolder)) folders.push(join(folder, entry.name));
  }
  return false;
}

function isOwnFolder(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.') && !FOREIGN.has(entry.name);
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return fs.readdir(folder, { withFileTypes: true }).catch(() => []);
}
