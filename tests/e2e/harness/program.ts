import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import type { StampedEvent } from '../../../src/domain/events.ts';
import { kill, leftAfter, processesOf, signal } from './processes.ts';

/** After this a run is ended and reported as timed out. */
const DEFAULT_TIMEOUT_MS = 60_000;
/** How often the event file is looked at while waiting for an event. */
const POLL_MS = 2;
/** How long output may still come after the program itself has ended. */
const DRAIN_MS = 1_000;

/** What a run came to. */
export interface Ran {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** It was ended, with everything it had started, because its time was over. */
  readonly timedOut: boolean;
  /** What it wrote to the event file, oldest first. */
  readonly events: readonly StampedEvent[];
}

/** How the program is started. */
export interface Start {
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything it starts names this folder in its environment, working directory or arguments. */
  readonly folder: string;
  /** The file given with `--events`, where one was. */
  readonly events?: string;
  readonly stdin?: string;
  readonly timeoutMs?: number;
}

/** A program that was started. */
export interface Running {
  readonly pid: number;
  /** Settles when the program has ended; never rejects. */
  readonly done: Promise<Ran>;
  /** What it wrote to the event file so far. */
  events(): readonly StampedEvent[];
  /** Resolves true at the first moment the events satisfy the condition, false when the program ended before. */
  until(condition: (events: readonly StampedEvent[]) => boolean): Promise<boolean>;
  /** Sends a signal to the program alone, or to its whole process group. */
  send(name: NodeJS.Signals, whom?: 'process' | 'group'): void;
}

/** The launcher of the program that was built for this run of the tests. */
export function launcher(): string {
  return inject('launcher');
}

/** Starts the program in a process group of its own. */
export function start(request: Start): Running {
  const child = spawn(process.execPath, [launcher(), ...request.args], {
    cwd: request.cwd,
    env: request.env,
    detached: true,
    stdio: 'pipe',
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(request.stdin ?? '');
  const events = (): readonly StampedEvent[] =>
    request.events === undefined ? [] : readEvents(request.events);
  const pid = child.pid ?? 0;
  return {
    pid,
    done: outcome(child, request, events),
    events,
    until: async (condition) => {
      for (;;) {
        const ended = child.exitCode !== null || child.signalCode !== null;
        if (condition(events())) return true;
        if (ended) return false;
        await sleep(POLL_MS);
      }
    },
    send: (name, whom = 'process') => void signal(whom === 'group' ? -pid : pid, name),
  };
}

async function outcome(
  child: ChildProcess,
  request: Start,
  events: () => readonly StampedEvent[],
): Promise<Ran> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    signal(-(child.pid ?? 0), 'SIGKILL');
    kill(processesOf(request.folder));
  }, request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const closed = once(child, 'close');
  const [status, ended] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  await Promise.race([closed, sleep(DRAIN_MS, undefined, { ref: false })]);
  return { status, signal: ended, ...texts, timedOut, events: events() };
}

/** The lines of an event file that are whole; none when it is not there. */
export function readEvents(file: string): readonly StampedEvent[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as StampedEvent);
}

/** Ends whatever is alive of a folder; what was, so that a test can complain. */
export async function endAll(folder: string): Promise<void> {
  kill(processesOf(folder));
  await leftAfter(DRAIN_MS, () => processesOf(folder));
}
