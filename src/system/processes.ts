import type { Command, Processes, ProcessOutcome } from '../ports/process.ts';
import { findProgram } from './find-program.ts';
import { type Job, startJob } from './job.ts';

/** Told of each process group while it lives. */
export interface GroupWatcher {
  started(group: number): void;
  ended(group: number): void;
}

/** The port, and what the handling of signals needs. */
export interface SystemProcesses extends Processes {
  /** Ends every program that runs now, trees and all; their `run` resolves as `aborted`. */
  endAll(graceMs: number): Promise<void>;
}

/** Runs programs in groups of their own; the port says what is promised. */
export function createProcesses(watcher?: GroupWatcher): SystemProcesses {
  const live = new Set<Job>();

  const run = async (command: Command): Promise<ProcessOutcome> => {
    if (command.signal?.aborted === true) return notBegun('aborted', null);
    if (holdsNul(command)) return notBegun('not_started', 'EINVAL');
    const job = startJob(command, live);
    const group = job.program.pid;
    live.add(job);
    if (group !== null) watcher?.started(group);
    try {
      return await job.finish();
    } finally {
      live.delete(job);
      if (group !== null) watcher?.ended(group);
    }
  };

  return {
    run,
    find: findProgram,
    endAll: async (graceMs) => {
      await Promise.all([...live].map((job) => job.end('aborted', graceMs)));
    },
  };
}

/** The system ends every text it is given at the first NUL. */
function holdsNul({ file, args, cwd, env }: Command): boolean {
  return [file, cwd, ...args, ...Object.entries(env).flat()].some((text) => text.includes('\0'));
}

function notBegun(status: ProcessOutcome['status'], errno: string | null): ProcessOutcome {
  const nothing = new Uint8Array();
  const ended = { status, errno, exitCode: null, signal: null, durationMs: 0 };
  return { ...ended, stdout: nothing, stderr: nothing, truncated: false };
}
