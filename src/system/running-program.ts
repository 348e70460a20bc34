import type { Command } from '../ports/process.ts';
import { type ByteTail, createByteTail } from './byte-tail.ts';
import { createLineSplitter, type LineSplitter } from './lines.ts';
import { outputsOf, startOf } from './process-table.ts';
import { type Child, spawnProgram } from './spawn.ts';

/** Bytes of each stream kept where a command does not say. */
const DEFAULT_KEEP_BYTES = 1024 * 1024;
/** Bytes of a line handed to `onLine`: more than any model says in one reply. */
const MAX_LINE = 1024 * 1024;

/** How the program itself ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The system's code when it could not be started. */
  readonly errno: string | null;
}

/** A program from its start to the end of its output. */
export interface RunningProgram {
  /** Null when it could not be started. */
  readonly pid: number | null;
  /** As `ProcessTree` has them. */
  readonly started: string | null;
  readonly outputs: readonly string[];
  readonly stdout: ByteTail;
  readonly stderr: ByteTail;
  readonly exit: Promise<Exit>;
  /** Both output streams have ended; later than `exit` while descendants hold them. */
  readonly drained: Promise<unknown>;
  /** Lets go of streams and process without waiting; hands on an unfinished last line. */
  detach(): void;
}

export interface ProgramHooks {
  /** At each piece of output. */
  readonly onOutput: () => void;
  /** When the command's `onLine` throws. */
  readonly onFailure: (error: unknown) => void;
}

/** Starts a program in a process group and session of its own. */
export function startProgram(command: Command, hooks: ProgramHooks): RunningProgram {
  const keep = command.keepBytes ?? DEFAULT_KEEP_BYTES;
  const { child, refused } = spawnProgram(command);
  const lines = createLineSplitter(guarded(command.onLine, hooks.onFailure), {
    maxLength: MAX_LINE,
    ...(command.maxString === undefined ? {} : { maxString: command.maxString }),
  });
  const stdout = createByteTail(keep);
  const stderr = createByteTail(keep);
  child.stdout.on('data', (bytes: Uint8Array) => {
    stdout.push(bytes);
    hooks.onOutput();
    if (command.onLine !== undefined) lines.push(bytes);
  });
  child.stderr.on('data', (bytes: Uint8Array) => {
    stderr.push(bytes);
    hooks.onOutput();
  });
  feed(child, command.stdin);
  return {
    ...identityOf(child),
    stdout,
    stderr,
    exit: exitOf(child, refused),
    drained: Promise.all([endOf(child.stdout), endOf(child.stderr)]),
    detach: () => {
      detach(child, lines);
    },
  };
}

function guarded(onLine: Command['onLine'], onFailure: ProgramHooks['onFailure']) {
  return (line: string): void => {
    try {
      onLine?.(line);
    } catch (error) {
      onFailure(error);
    }
  };
}

/** A program that ends without reading its input is not at fault. */
function feed(child: Child, input: string | Uint8Array | undefined): void {
  child.stdin?.on('error', () => undefined);
  if (input !== undefined) child.stdin?.end(input);
}

function identityOf(child: Child): Pick<RunningProgram, 'pid' | 'started' | 'outputs'> {
  const pid = child.pid ?? null;
  if (pid === null) return { pid, started: null, outputs: [] };
  return { pid, started: startOf(pid), outputs: outputsOf(pid) };
}

async function exitOf(child: Child, refused: Promise<string>): Promise<Exit> {
  if (child.pid === undefined) return { code: null, signal: null, errno: await refused };
  return await new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal, errno: null });
    });
  });
}

async function endOf(stream: Child['stdout']): Promise<void> {
  stream.on('error', () => undefined);
  if (stream.closed) return;
  await new Promise<void>((resolve) => {
    stream.once('close', resolve);
  });
}

function detach(child: Child, lines: LineSplitter): void {
  child.stdin?.destroy();
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
  lines.end();
}
