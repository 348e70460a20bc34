import type { Command, ProcessOutcome } from '../ports/process.ts';
import { jobVariables } from './job-variables.ts';
import { endTree } from './process-tree.ts';
import { type Exit, type RunningProgram, startProgram } from './running-program.ts';
import { type EndReason, watchLimits } from './time-limits.ts';

/** Milliseconds between TERM and KILL; Claude Code needs up to 1.6 s to end its tools. */
const DEFAULT_GRACE_MS = 5000;
/** Milliseconds that output may lag behind the end of the program itself. */
const DRAIN_MS = 1000;
/** Milliseconds leftovers of an ended program have between TERM and KILL. */
const LEFTOVER_GRACE_MS = 1000;
/** Milliseconds a killed program has to be gone before it is given up on. */
const REAP_MS = 2000;
/** How a program counts that not even KILL ended, because it hangs in the kernel. */
const BEYOND_REACH: Exit = { code: null, signal: 'SIGKILL', errno: null };

/** One command on its way. */
export interface Job {
  readonly command: Command;
  readonly program: RunningProgram;
  /** Ends the whole tree; resolves when that is done. A later call waits for the first. */
  end(reason: EndReason, graceMs?: number): Promise<void>;
  /**
   * Resolves when the program and what came of it are gone and its output is read.
   * @throws what `onLine` threw
   */
  finish(): Promise<ProcessOutcome>;
}

/**
 * Starts a command and watches its limits.
 * @param peers the jobs that run at the same time
 */
export function startJob(command: Command, peers: ReadonlySet<Job>): Job {
  const startedAt = performance.now();
  const failures: unknown[] = [];
  let reason: EndReason | null = null;
  let ending: Promise<void> | null = null;
  let giveUp: (exit: Exit) => void = () => undefined;
  const givenUp = new Promise<Exit>((resolve) => {
    giveUp = resolve;
  });

  const end = (why: EndReason, graceMs = command.graceMs ?? DEFAULT_GRACE_MS): Promise<void> => {
    reason ??= why;
    ending ??= endTreeOf(job, peers, graceMs).then(() => {
      setTimeout(giveUp, REAP_MS, BEYOND_REACH).unref();
    });
    return ending;
  };
  const limits = watchLimits(command, (why) => void end(why));
  const onFailure = (error: unknown): void => {
    failures.push(error);
    void end('aborted', 0);
  };
  const program = startProgram(command, { onOutput: limits.touch, onFailure });

  const finish = async (): Promise<ProcessOutcome> => {
    const exit = await Promise.race([program.exit, givenUp]);
    limits.stop();
    const endedAs = reason;
    await (ending ?? endLeftovers(job, peers));
    await within(program.drained, DRAIN_MS);
    program.detach();
    if (failures.length > 0) throw failures[0];
    return outcomeOf(program, exit, { reason: endedAs, startedAt });
  };
  const job: Job = { command, program, end, finish };
  return job;
}

/**
 * What a program left running must not hold us by its open output, nor, when an agent or a check
 * started it, live on beside the next job.
 */
async function endLeftovers(job: Job, peers: ReadonlySet<Job>): Promise<void> {
  const drained = await within(job.program.drained, DRAIN_MS);
  const isOurTool = jobVariables(job.command).length === 0;
  if (!drained || !isOurTool) await endTreeOf(job, peers, LEFTOVER_GRACE_MS);
}

async function endTreeOf(job: Job, peers: ReadonlySet<Job>, graceMs: number): Promise<void> {
  const { pid, started, outputs } = job.program;
  if (pid === null) return;
  const mine = jobVariables(job.command);
  const others = [...peers].filter((peer) => peer !== job);
  const isShared = others.some((peer) => includesAll(jobVariables(peer.command), mine));
  await endTree({ root: pid, started, outputs, variables: isShared ? [] : mine }, graceMs);
}

function includesAll(all: readonly string[], some: readonly string[]): boolean {
  return some.every((one) => all.includes(one));
}

/** Whether a promise resolves in time. */
async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}

function outcomeOf(
  program: RunningProgram,
  exit: Exit,
  run: { readonly reason: EndReason | null; readonly startedAt: number },
): ProcessOutcome {
  const status = run.reason ?? ownStatus(exit);
  return {
    status,
    exitCode: status === 'exited' ? exit.code : null,
    signal: exit.signal,
    stdout: program.stdout.take(),
    stderr: program.stderr.take(),
    truncated: program.stdout.truncated || program.stderr.truncated,
    durationMs: performance.now() - run.startedAt,
    errno: exit.errno,
  };
}

function ownStatus(exit: Exit): ProcessOutcome['status'] {
  if (exit.errno !== null) return 'not_started';
  return exit.signal === null ? 'exited' : 'signalled';
}
