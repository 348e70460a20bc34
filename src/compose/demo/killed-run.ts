import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A run of the program in a process of its own, and when it dies. */
export interface DoomedRun {
  /** The program's own file, as this process was started with. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Gets what the run says to a person. */
  readonly write: (text: string) => void;
  /** Whether an event, one line of JSON, is the moment to pull the plug. */
  readonly isMoment: (line: string) => boolean;
  readonly signal: AbortSignal;
}

/** Starts a build and kills it without warning at the given moment; true if it came to that. */
export async function runUntilKilled(run: DoomedRun): Promise<boolean> {
  const { program, args, cwd, env, write, isMoment, signal } = run;
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let killed = false;
  const kill = (): void => {
    killed = child.kill('SIGKILL') || killed;
  };
  signal.addEventListener('abort', kill, { once: true });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (!killed) write(text);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!killed && isMoment(line)) kill();
  });
  await new Promise<void>((resolve) => {
    child.on('error', () => {
      resolve();
    });
    child.on('close', () => {
      resolve();
    });
  });
  signal.removeEventListener('abort', kill);
  return killed;
}
