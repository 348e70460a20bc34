import { mkdirSync, openSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import pino from 'pino';
import type { EventType, StampedEvent } from '../domain/events.ts';
import { fileTime } from '../domain/file-time.ts';
import { storageFault } from '../domain/storage-fault.ts';
import type { StampedSink } from './stamped-sink.ts';

/** Logs of earlier runs that are kept, this one included. */
const MAX_LOGS = 20;
/** More runs that start in one second than anybody has. */
const MAX_SAME_SECOND = 100;
const LOG_NAME = /^build-.*\.log$/;
const LEVELS: ReadonlySet<string> = new Set(['trace', 'debug', 'info', 'warn', 'error', 'silent']);
const DEFAULT_LEVEL = 'debug';

type Level = 'debug' | 'info' | 'warn' | 'error';

/** How loud an event is; every other one is `info`. */
const LEVEL_OF: Readonly<Partial<Record<EventType, Level>>> = {
  'engine.text': 'debug',
  'tool.called': 'debug',
  'tool.denied': 'warn',
  'run.warning': 'warn',
  'run.interrupted': 'warn',
  'spec.skipped': 'warn',
  'budget.reached': 'warn',
  'chunk.failed': 'error',
  'pull.push_failed': 'error',
  'pull.failed': 'error',
};

export interface LogFileDeps {
  /** Absolute path of `.codelicious/logs`. */
  readonly dir: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The value of `CODELICIOUS_LOG`: the least level written; everything when it is none we know. */
  readonly level: string | undefined;
}

export interface LogFile extends StampedSink {
  /** Absolute path of this run's log. */
  readonly path: string;
  close(): void;
}

/**
 * The log of one run, `build-<time>.log`, JSON Lines for the user alone; `latest.log` leads to it.
 * Lines are written as they come: a run that is killed has its last one.
 * @throws CodeliciousError `storage` when it cannot be begun
 */
export function createLogFile({ dir, now, level = DEFAULT_LEVEL }: LogFileDeps): LogFile {
  const { path, descriptor } = onDisk(dir, () => begin(dir, now()));
  const destination = pino.destination({ fd: descriptor, sync: true });
  const least = LEVELS.has(level) ? level : DEFAULT_LEVEL;
  const options = { level: least, base: null, timestamp: false, formatters: { level: labelled } };
  const logger = pino(options, destination);
  let failure: Error | null = null;
  destination.on('error', (error: Error) => {
    failure = error;
  });
  return {
    name: `the log ${path}`,
    path,
    write(event) {
      if (failure !== null) throw failure;
      logger[LEVEL_OF[event.type] ?? 'info'](fieldsOf(event));
    },
    close: () => {
      destination.end();
    },
  };
}

function labelled(level: string): { readonly level: string } {
  return { level };
}

/** The event with its time first, as log readers expect it. */
function fieldsOf({ at, ...event }: StampedEvent): Record<string, unknown> {
  return { time: at, ...event };
}

function begin(dir: string, now: number): { readonly path: string; readonly descriptor: number } {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const log = createUnderFreeName(join(dir, `build-${fileTime(now)}`));
  pointLatestTo(dir, basename(log.path));
  prune(dir);
  return log;
}

function createUnderFreeName(stem: string): ReturnType<typeof begin> {
  for (let copy = 1; copy < MAX_SAME_SECOND; copy += 1) {
    const path = `${stem}${copy === 1 ? '' : `-${copy}`}.log`;
    const descriptor = createFile(path);
    if (descriptor !== null) return { path, descriptor };
  }
  throw new Error(`${MAX_SAME_SECOND} logs in one second`);
}

function createFile(path: string): number | null {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  }
}

/** Swapped by a rename, so that it leads to a log at every moment; left out where links are not allowed. */
function pointLatestTo(dir: string, name: string): void {
  const temporary = join(dir, `.latest-${name}`);
  try {
    symlinkSync(name, temporary);
    renameSync(temporary, join(dir, 'latest.log'));
  } catch {
    rmSync(temporary, { force: true });
  }
}

/** The names sort by time. */
function prune(dir: string): void {
  const logs = readdirSync(dir).filter((name) => LOG_NAME.test(name));
  for (const name of logs.sort().slice(0, -MAX_LOGS)) rmSync(join(dir, name), { force: true });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

function onDisk<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw storageFault(path, codeOf(error) ?? 'unknown error', error);
  }
}
