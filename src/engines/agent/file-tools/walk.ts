import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { type OpenFolder, openChild } from './open-folder.ts';
import { isProtected } from './tool-path.ts';
import { openToLook, type Tree } from './tree.ts';

/** Entries of one folder that are looked at. */
export const MAX_FOLDER_ENTRIES = 5000;
/** Entries one walk looks at before it is given up. */
const MAX_ENTRIES = 200_000;
/** Folders within folders one walk enters; each keeps one open. */
const MAX_DEPTH = 64;

/** Folders of what was installed or cached, into which a walk goes only when it begins there. */
export const INSTALLED: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
]);

export interface WalkedFile {
  /** Relative to the root of the tree. */
  readonly path: string;
  /** By which it can be opened now. */
  readonly place: string;
}

export interface Walk {
  /** Return `false` to end the walk. */
  readonly visit: (file: WalkedFile) => Promise<boolean>;
}

/**
 * Visits the regular files below a folder in the order of their names; links are not followed.
 * @returns whether all were visited that there are
 * @throws RefusalError as `openToLook`
 */
export async function walk(
  tree: Tree,
  names: readonly string[],
  { visit }: Walk,
): Promise<boolean> {
  const state = { seen: 0, whole: true, ended: false };
  const enter = async (folder: OpenFolder, above: readonly string[]): Promise<void> => {
    const { entries, whole } = await entriesOf(folder, above.length === 0);
    state.seen += entries.length;
    state.whole &&= whole;
    for (const entry of entries) {
      if (state.ended) return;
      const path = [...above, entry.name];
      if (entry.isFile()) {
        const file = { path: path.join('/'), place: folder.entry(entry.name) };
        state.ended = !(await visit(file));
      } else if (entry.isDirectory() && !INSTALLED.has(entry.name)) {
        if (path.length - names.length > MAX_DEPTH || state.seen > MAX_ENTRIES) state.whole = false;
        else await within(await openIfThere(folder, entry.name), (child) => enter(child, path));
      }
    }
  };
  await within(await openToLook(tree, names), (folder) => enter(folder, names));
  return state.whole && !state.ended;
}

/** The entries of a folder that tools may see, by name; as many as are read of a huge one. */
export async function entriesOf(
  folder: OpenFolder,
  isRoot: boolean,
): Promise<{ readonly entries: readonly Dirent[]; readonly whole: boolean }> {
  const entries: Dirent[] = [];
  for await (const entry of await opendir(folder.path)) {
    if (entries.length === MAX_FOLDER_ENTRIES) return { entries: sorted(entries), whole: false };
    if (!isProtected(entry.name, isRoot)) entries.push(entry);
  }
  return { entries: sorted(entries), whole: true };
}

function sorted(entries: readonly Dirent[]): readonly Dirent[] {
  return [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Null for a folder that has gone or was replaced meanwhile. */
async function openIfThere(above: OpenFolder, name: string): Promise<OpenFolder | null> {
  return openChild(above, name).catch(() => null);
}

async function within(
  folder: OpenFolder | null,
  use: (folder: OpenFolder) => Promise<void>,
): Promise<void> {
  try {
    if (folder !== null) await use(folder);
  } finally {
    await folder?.close();
  }
}
