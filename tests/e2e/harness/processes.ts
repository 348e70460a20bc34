import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often the process table is read while waiting. */
const POLL_MS = 50;

/** A living process. */
export interface Living {
  readonly pid: number;
  readonly command: string;
}

/**
 * Processes that belong to a folder: it stands in their environment, their working directory or their
 * command line, or one of `words` stands in their command line. Our own process never counts. Read from
 * `/proc`; without it (macOS, Windows) none is found.
 */
export function processesOf(folder: string, words: readonly string[] = []): readonly Living[] {
  return pids()
    .map((pid) => ({ pid, command: read(`/proc/${String(pid)}/cmdline`).replaceAll('\0', ' ') }))
    .filter(({ pid, command }) => {
      if (pid === process.pid || command === '') return false;
      const all = `${command}\n${read(`/proc/${String(pid)}/environ`)}\n${folderOf(pid)}`;
      return all.includes(folder) || words.some((word) => command.includes(word));
    });
}

/** What is still alive of them after at most `withinMs`; returns as soon as nothing is. */
export async function leftAfter(
  withinMs: number,
  find: () => readonly Living[],
): Promise<readonly Living[]> {
  const end = Date.now() + withinMs;
  for (;;) {
    const left = find();
    if (left.length === 0 || Date.now() >= end) return left;
    await sleep(POLL_MS);
  }
}

/** Kills processes by their ids; those that are gone already are passed over. */
export function kill(living: readonly Living[]): void {
  for (const { pid } of living) signal(pid, 'SIGKILL');
}

/** Sends a signal to a process, or to a group when the id is negative; false when there is none. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function pids(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${String(pid)}/cwd`);
  } catch {
    return '';
  }
}
