import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { FileCoverage } from '../../domain/coverage.ts';
import { REPORT_PLACES, type ReportPlace } from './report-places.ts';

/** Bytes of a report beyond this are not read: 64 MiB. */
const MAX_BYTES = 67_108_864;
/** Folders looked into for reports of packages. */
const MAX_FOLDERS = 300;
/** How far below the root packages are looked for: `packages/<name>`. */
const MAX_DEPTH = 2;
const LEFT_OUT = /^(?:\.|node_modules$|vendor$|venv$|target$|coverage$)/;

/** What a run will have written. */
export interface ReportWatch {
  /** What the reports say that are there now and were not before, or not so; null where there is none. */
  fresh(): Promise<readonly FileCoverage[] | null>;
}

/** Where reports are looked for. */
export interface Watched {
  /** Absolute path of the tree. */
  readonly root: string;
  /** The one package to be looked into, repository-relative; all near the root where left out. */
  readonly folder?: string;
}

/**
 * Remembers which coverage reports there are before tests run. What was there already and stays as it is counts for
 * nothing, whatever its date: a report that came with a change is no report of it.
 */
export async function watchReports(watched: Watched): Promise<ReportWatch> {
  const before = await stampsIn(watched);
  return {
    fresh: async () => {
      const after = await stampsIn(watched);
      const written = [...after].filter(([path, { stamp }]) => before.get(path)?.stamp !== stamp);
      if (written.length === 0) return null;
      return readAll(new Map(written), watched.root);
    },
  };
}

interface Found {
  readonly folder: string;
  readonly place: ReportPlace;
  /** What tells this writing of it from any other. */
  readonly stamp: string;
  readonly size: number;
}

async function stampsIn({ root, folder }: Watched): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  const places = REPORT_PLACES.flat();
  for (const each of folder === undefined ? await foldersIn(root) : [await namesIn(root, folder)]) {
    for (const place of places.filter(({ path }) => each.names.has(firstName(path)))) {
      const path = posix.join(each.folder, place.path);
      const stamped = await stampOf(join(root, path));
      if (stamped !== null) found.set(path, { folder: each.folder, place, ...stamped });
    }
  }
  return found;
}

interface Folder {
  readonly folder: string;
  readonly names: ReadonlySet<string>;
  readonly folders: readonly string[];
}

async function foldersIn(root: string): Promise<readonly Folder[]> {
  const all: Folder[] = [await namesIn(root, '')];
  let level: readonly Folder[] = all;
  for (let depth = 1; depth <= MAX_DEPTH; depth += 1) {
    const inner = level.flatMap(({ folder, folders }) =>
      folders.map((name) => posix.join(folder, name)),
    );
    level = await Promise.all(inner.slice(0, MAX_FOLDERS).map((folder) => namesIn(root, folder)));
    all.push(...level);
  }
  return all;
}

async function namesIn(root: string, folder: string): Promise<Folder> {
  const [read] = await Promise.allSettled([readdir(join(root, folder), { withFileTypes: true })]);
  const entries = read.status === 'fulfilled' ? read.value : [];
  const folders = entries.filter((entry) => entry.isDirectory() && !LEFT_OUT.test(entry.name));
  return {
    folder,
    names: new Set(entries.map(({ name }) => name)),
    folders: folders.map(({ name }) => name),
  };
}

function firstName(path: string): string {
  return path.split('/', 1).join('');
}

/** The time of its last change of state cannot be set by who writes it. */
async function stampOf(file: string): Promise<Pick<Found, 'stamp' | 'size'> | null> {
  const [looked] = await Promise.allSettled([lstat(file, { bigint: true })]);
  if (looked.status === 'rejected' || !looked.value.isFile()) return null;
  const { ino, size, mtimeNs, ctimeNs } = looked.value;
  return { stamp: [ino, size, mtimeNs, ctimeNs].join(), size: Number(size) };
}

/** Of each package and language the report that tells most. */
async function readAll(
  found: ReadonlyMap<string, Found>,
  root: string,
): Promise<readonly FileCoverage[] | null> {
  const real = await realpath(root);
  const folders = new Set([...found.values()].map(({ folder }) => folder));
  const files: FileCoverage[] = [];
  let isReport = false;
  for (const folder of folders) {
    for (const language of REPORT_PLACES) {
      const said = await firstOf(language, { found, folder, root: real });
      isReport ||= said !== null;
      files.push(...(said ?? []));
    }
  }
  return isReport ? files : null;
}

interface Reading {
  readonly found: ReadonlyMap<string, Found>;
  readonly folder: string;
  /** As reports name it: without symbolic links. */
  readonly root: string;
}

async function firstOf(
  places: readonly ReportPlace[],
  { found, folder, root }: Reading,
): Promise<readonly FileCoverage[] | null> {
  for (const place of places) {
    const path = posix.join(folder, place.path);
    const one = found.get(path);
    if (one === undefined || one.size > MAX_BYTES) continue;
    const text = await textIn(join(root, path), root);
    const module = text === null ? null : await moduleIn(join(root, folder));
    const said = text === null ? null : place.read({ text, root, folder, module });
    if (said !== null) return said;
  }
  return null;
}

/** Null for a file that is gone, or that a linked folder has outside the tree. */
async function textIn(file: string, root: string): Promise<string | null> {
  const [real] = await Promise.allSettled([realpath(file)]);
  if (real.status === 'rejected' || !real.value.startsWith(`${root}/`)) return null;
  const [read] = await Promise.allSettled([readFile(real.value, 'utf8')]);
  return read.status === 'fulfilled' ? read.value : null;
}

async function moduleIn(folder: string): Promise<string | null> {
  const [read] = await Promise.allSettled([readFile(join(folder, 'go.mod'), 'utf8')]);
  if (read.status === 'rejected') return null;
  return /^module\s+"?([^\s"]+)/m.exec(read.value)?.[1] ?? null;
}
