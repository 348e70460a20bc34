import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** One process of this machine. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Dead, but not yet collected by its parent. */
  readonly zombie: boolean;
  /** When it started, in the system's own notation; with the pid it names one process for good. */
  readonly started: string;
}

/**
 * Every process that can be seen: from `/proc` where there is one, else from `ps`. Empty where
 * neither can be read (Windows).
 */
export async function readProcessTable(): Promise<readonly ProcessEntry[]> {
  return process.platform === 'linux' ? readProc() : await readPs();
}

/** When a process started, read at once; null where that takes more than a file to know. */
export function startOf(pid: number): string | null {
  return readStat(pid)?.started ?? null;
}

/** Whether a process is dead and waits to be collected; false where only `ps` could tell. */
export function isZombie(pid: number): boolean {
  return readStat(pid)?.zombie === true;
}

/** Those of the entries whose very process still runs. */
export async function stillRunning(
  entries: readonly ProcessEntry[],
): Promise<readonly ProcessEntry[]> {
  if (entries.length === 0) return [];
  const table = process.platform === 'linux' ? [] : await readPs();
  return entries.filter((entry) => {
    const now = table.find((row) => row.pid === entry.pid) ?? readStat(entry.pid);
    return now !== null && !now.zombie && now.started === entry.started;
  });
}

/**
 * Those of the entries that did not start before a moment, given in the notation of `startOf`; all of them where that
 * is null or no number.
 */
export function notOlder(
  table: readonly ProcessEntry[],
  started: string | null,
): readonly ProcessEntry[] {
  const moment = Number(started ?? Number.NaN);
  if (Number.isNaN(moment)) return table;
  return table.filter((entry) => !(Number(entry.started) < moment));
}

/** The processes of these numbers and all below them, by parent, process group and session. */
export function treeOf(
  table: readonly ProcessEntry[],
  roots: readonly number[],
): readonly ProcessEntry[] {
  const found = new Set<number>(roots);
  const belongs = ({ parent, group, session }: ProcessEntry): boolean =>
    found.has(parent) || found.has(group) || found.has(session);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const entry of table) if (belongs(entry)) found.add(entry.pid);
  }
  return table.filter((entry) => found.has(entry.pid));
}

/**
 * Processes whose environment holds each of these `NAME=value` strings; only on Linux, where the
 * environment of another process can be read.
 */
export function withEnvironment(
  table: readonly ProcessEntry[],
  variables: readonly string[],
): readonly ProcessEntry[] {
  if (process.platform !== 'linux' || variables.length === 0) return [];
  return table.filter((entry) => {
    const environment = readText(`/proc/${entry.pid}/environ`).split('\0');
    return variables.every((variable) => environment.includes(variable));
  });
}

/** What a process's output streams are joined to, e.g. `socket:[4711]`; only on Linux. */
export function outputsOf(pid: number): readonly string[] {
  return [1, 2].map((fd) => readLink(`/proc/${pid}/fd/${fd}`)).filter(isJoin);
}

/** Processes that hold one of these open, as told by `outputsOf`; only on Linux. */
export function withOpenFile(
  table: readonly ProcessEntry[],
  files: readonly string[],
): readonly ProcessEntry[] {
  if (files.length === 0) return [];
  return table.filter((entry) => {
    const folder = `/proc/${entry.pid}/fd`;
    return listFolder(folder).some((fd) => files.includes(readLink(`${folder}/${fd}`)));
  });
}

/** A pipe or socket belongs to those who inherited it; a file or device may be anybody's. */
function isJoin(link: string): boolean {
  return link.startsWith('socket:') || link.startsWith('pipe:');
}

function readProc(): readonly ProcessEntry[] {
  return listFolder('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((entry) => entry !== null);
}

/** Fields as in proc_pid_stat(5); the name in parentheses may itself hold spaces and parentheses. */
function readStat(pid: number): ProcessEntry | null {
  const text = readText(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, session] = fields;
  const started = fields[19];
  if (state === undefined || started === undefined) return null;
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    zombie: state === 'Z' || state === 'X',
    started,
  };
}

/** A process may end between listing and reading: then there is nothing to read. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

async function readPs(): Promise<readonly ProcessEntry[]> {
  const args = ['-A', '-o', 'pid=,ppid=,pgid=,stat=,lstart='];
  const output = await new Promise<string>((resolve) => {
    execFile('/bin/ps', args, { env: { LC_ALL: 'C' } }, (_error, stdout) => {
      resolve(stdout);
    });
  });
  return parsePs(output);
}

/** Rows of `ps -A -o pid=,ppid=,pgid=,stat=,lstart=`; `ps` names no session that could be compared. */
export function parsePs(output: string): readonly ProcessEntry[] {
  return [...output.matchAll(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S.*?)\s*$/gm)].map((row) => ({
    pid: Number(row[1]),
    parent: Number(row[2]),
    group: Number(row[3]),
    session: 0,
    zombie: row[4]?.startsWith('Z') === true,
    started: row[5] ?? '',
  }));
}
