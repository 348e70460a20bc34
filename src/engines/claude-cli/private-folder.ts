import { createHash } from 'node:crypto';
import { copyFile, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** The folder of conversations within the program's folder. */
const PROJECTS = 'projects';
/** What of the user's own folder a caged program gets a copy of: settings and instructions, no credential. */
const COPIED = ['settings.json', 'CLAUDE.md'];
/** Hex digits by which the trees are told apart. */
const DIGITS = 16;

/** Where the folders are. */
export interface PrivateFolderRequest {
  /** Absolute folder of ours that holds one such folder for each tree. */
  readonly stateDir: string;
  /** The tree the program works in. */
  readonly cwd: string;
  /** The user's own folder of the program. */
  readonly userFolder: string;
  /** A conversation of the user's to go on with; null for none. */
  readonly session: string | null;
}

/**
 * Makes ready the folder in which a caged program keeps what it keeps, instead of the user's: what is executed
 * or obeyed from there is copied from the user's folder anew, and of what earlier calls left only conversations
 * stay, so that a call cannot plant anything for the next.
 * @returns its absolute path
 */
export async function preparePrivateFolder(request: PrivateFolderRequest): Promise<string> {
  const { stateDir, cwd, userFolder, session } = request;
  const name = createHash('sha256').update(cwd).digest('hex').slice(0, DIGITS);
  const folder = join(stateDir, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await keepConversations(folder);
  for (const file of COPIED) await copyIfThere(join(userFolder, file), join(folder, file));
  if (session !== null)
    await copySession(join(userFolder, PROJECTS), join(folder, PROJECTS), session);
  return folder;
}

/** Removes everything but the conversations: files `<folder>/projects/<tree>/<session>.jsonl`. */
async function keepConversations(folder: string): Promise<void> {
  await removeBut(folder, (name) => name === PROJECTS, 'folder');
  const projects = join(folder, PROJECTS);
  await mkdir(projects, { recursive: true });
  await removeBut(projects, () => true, 'folder');
  for (const tree of await readdir(projects)) {
    await removeBut(join(projects, tree), (name) => name.endsWith('.jsonl'), 'file');
  }
}

/** Removes what is not wanted or not of the kind, links of any kind among it; nothing is followed. */
async function removeBut(
  folder: string,
  isWanted: (name: string) => boolean,
  kind: 'folder' | 'file',
): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const stat = await lstat(path);
    const fits = kind === 'folder' ? stat.isDirectory() : stat.isFile() && stat.nlink === 1;
    if (!isWanted(name) || !fits) await rm(path, { recursive: true, force: true });
  }
}

/** The program looks for a conversation in the folders of all trees. */
async function copySession(from: string, to: string, session: string): Promise<void> {
  if (basename(session) !== session) return;
  for (const tree of await namesIn(from)) {
    const file = join(from, tree, `${session}.jsonl`);
    if (!(await isFile(file))) continue;
    await mkdir(join(to, tree), { recursive: true });
    await copyIfThere(file, join(to, tree, `${session}.jsonl`));
    return;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch {
    return false;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

/** What cannot be read by us could not be read by the program either. */
async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch {
    await rm(to, { force: true });
  }
}
