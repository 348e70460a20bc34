import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { isZombie, startOf } from './process-table.ts';

/** Clock ticks per second of `/proc/<pid>/stat`: `USER_HZ`, 100 on every Linux architecture. */
const TICKS_PER_SECOND = 100;

/** What can be told of another process of this machine by its number. */
export interface ProcessLookup {
  /**
   * What process numbers refer to: this boot and this process namespace. Null where that is not
   * known; numbers of another space mean nothing here.
   */
  readonly space: string | null;
  /** Whether such a process is there and not dead. */
  exists(pid: number): boolean;
  /** When it started, in the system's own notation; equal for the same process only. */
  startOf(pid: number): string | null;
  /** When it started, in epoch milliseconds, to the second. */
  bornAt(pid: number): number | null;
}

/** Looks at the processes of this machine. */
export function createProcessLookup(): ProcessLookup {
  const isLinux = process.platform === 'linux';
  return {
    space: isLinux ? linuxSpace() : null,
    exists: (pid) => isThere(pid) && !isZombie(pid),
    startOf: isLinux ? startOf : startByPs,
    bornAt: (pid) => (isLinux ? linuxBirth(pid) : dateOf(startByPs(pid))),
  };
}

/** A process of another user may not be signalled, but is there. */
function isThere(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function linuxSpace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

function linuxBirth(pid: number): number | null {
  const ticks = startOf(pid);
  if (ticks === null) return null;
  const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
  return boot === undefined ? null : (Number(boot) + Number(ticks) / TICKS_PER_SECOND) * 1000;
}

function startByPs(pid: number): string | null {
  if (process.platform === 'win32') return null;
  try {
    const options = { env: { LC_ALL: 'C' }, encoding: 'utf8' } as const;
    const output = execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], options);
    return output.trim() || null;
  } catch {
    return null;
  }
}

function dateOf(text: string | null): number | null {
  const ms = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
