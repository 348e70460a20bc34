import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import type { Command } from '../ports/process.ts';
import { jobVariables } from './job-variables.ts';

/** What the children of execa and of Node have in common, as far as it is used here. */
export interface Child {
  readonly pid?: number | undefined;
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
  once(event: 'exit', listener: (code: number | null, signal: string | null) => void): unknown;
  unref(): void;
}

/** A child, and the system's code once it turns out that it could not be started. */
export interface Spawned {
  readonly child: Child;
  readonly refused: Promise<string>;
}

/** How a code of the system reads where there is none. */
const UNKNOWN = 'UNKNOWN';

/**
 * Starts a program in a process group and session of its own. Agents and checks are started by execa, which on
 * Windows finds the scripts that npm puts on PATH; git and its like by Node, because execa takes as long to
 * load as all of git's answers to `plan` do. What is beyond the system's limits Node throws and execa answers.
 */
export function spawnProgram(command: Command): Spawned {
  if (jobVariables(command).length > 0) return byExeca(command);
  try {
    return byNode(command);
  } catch {
    return byExeca(command);
  }
}

function byNode({ file, args, cwd, env, stdin }: Command): Spawned {
  const child: ChildProcess = spawn(file, args, {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const refused = new Promise<string>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? UNKNOWN);
    });
  });
  return { child: child as Child, refused };
}

function byExeca({ file, args, cwd, env, stdin }: Command): Spawned {
  const child = execa(file, args, {
    cwd,
    env,
    extendEnv: false,
    detached: process.platform !== 'win32',
    stdin: stdin === undefined ? 'ignore' : 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    encoding: 'buffer',
    reject: false,
  });
  return { child, refused: child.then(({ code }) => code ?? UNKNOWN) };
}
