import type { BuildReport } from '../domain/data.ts';
import { CodeliciousError, EXIT_CODES } from '../domain/errors.ts';
import type { ChunkId } from '../domain/ids.ts';
import { exitCodeOf, type RunOutcome } from '../domain/outcome.ts';
import { SIGNAL_EXIT_CODES, stopSignalOf } from '../domain/stop-signal.ts';
import { NO_SPEND, spendOf } from '../domain/usage.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventSink } from '../ports/event-sink.ts';
import type { Postmortems } from '../ports/postmortems.ts';
import { renderPostmortem } from '../text/postmortem.ts';
import { buildContinuously } from './cycle.ts';
import type { Deps } from './deps.ts';
import { preflight } from './preflight.ts';
import { buildOnce } from './run.ts';

/** The whole job, the run lock held: preflight, then one pass or many. */
export async function build(deps: Deps): Promise<RunOutcome> {
  const { config, checkout, events, forge, sandbox } = deps;
  await deps.workspaces.reclaim();
  if (config.resetLedger) await deps.ledgers.reset();
  events.emit({
    type: 'run.started',
    version: deps.version,
    repo: checkout.state.root,
    platform: forge.kind,
    engines: deps.engine.name.split(','),
    sandbox: sandbox.level,
    base: config.base,
    maxCommits: config.maxCommits,
    maxLoc: config.maxLoc,
  });
  events.emit({ type: 'sandbox.selected', level: sandbox.level, why: sandbox.describe });
  await preflight(deps);
  return config.continuous ? buildContinuously(deps) : buildOnce(deps);
}

/** What is needed to say how a run ended, however far it came. */
export interface Ending {
  readonly run: string;
  readonly version: string;
  readonly clock: Clock;
  readonly events: EventSink;
  readonly postmortems: Postmortems;
  readonly signal: AbortSignal;
  /** The command that goes on from here. */
  readonly resumeCommand: string;
}

/** Runs the work and closes the books: last event, post-mortem where one is due, exit code. Faults are thrown on. */
export async function conclude(
  ending: Ending,
  work: () => Promise<RunOutcome>,
): Promise<BuildReport> {
  const startedAt = ending.clock.now();
  const [settled] = await Promise.allSettled([work()]);
  const durationMs = ending.clock.now() - startedAt;
  if (settled.status === 'rejected') {
    await concludeFault(ending, settled.reason, durationMs);
    throw settled.reason;
  }
  const outcome = settled.value;
  const stopped = stopSignalOf(ending.signal);
  const exitCode = stopped === null ? exitCodeOf(outcome) : SIGNAL_EXIT_CODES[stopped];
  const postmortem =
    exitCode === 0
      ? null
      : await tryPostmortem(ending, { exitCode, outcome, ...reasonOf(outcome, exitCode) });
  finished(ending, outcome, { exitCode, durationMs });
  return { outcome, exitCode, unverified: unverifiedIn(outcome), postmortem };
}

interface Fault {
  readonly exitCode: number;
  readonly outcome: RunOutcome | null;
  readonly reason: string;
  readonly hint: string | null;
  readonly stack: string | null;
}

async function concludeFault(ending: Ending, thrown: unknown, durationMs: number): Promise<void> {
  const known = thrown instanceof CodeliciousError ? thrown : null;
  const stopped = stopSignalOf(ending.signal);
  const code = known === null ? EXIT_BUG : EXIT_CODES[known.code];
  const exitCode =
    known?.code === 'interrupted' && stopped !== null ? SIGNAL_EXIT_CODES[stopped] : code;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const stack = known === null && thrown instanceof Error ? (thrown.stack ?? null) : null;
  if (exitCode !== 2) {
    await tryPostmortem(ending, {
      exitCode,
      outcome: null,
      reason: message,
      hint: known?.hint ?? null,
      stack,
    });
  }
  const nothing = { done: 0, failed: 0, open: 0, ...NO_SPEND };
  ending.events.emit({ type: 'run.finished', exitCode, durationMs, ...nothing });
}

const EXIT_BUG = 70;

/** A disk that refuses the post-mortem hides neither the outcome nor the fault it was to tell. */
async function tryPostmortem(ending: Ending, fault: Fault): Promise<string | null> {
  const [written] = await Promise.allSettled([writePostmortem(ending, fault)]);
  if (written.status === 'fulfilled') return written.value;
  const message = `no post-mortem could be written: ${String(written.reason)}`;
  ending.events.emit({ type: 'run.warning', message });
  return null;
}

async function writePostmortem(ending: Ending, fault: Fault): Promise<string> {
  const { run, version, clock, postmortems, resumeCommand } = ending;
  const logLines = await postmortems.lastLogLines(50);
  const finishedAt = new Date(clock.now()).toISOString();
  return postmortems.write(
    renderPostmortem({ ...fault, run, version, finishedAt, logLines, resumeCommand }),
  );
}

function reasonOf(outcome: RunOutcome, exitCode: number): Pick<Fault, 'reason' | 'hint' | 'stack'> {
  const told =
    outcome.stopped?.message ?? 'Some tasks are not done, or something could not be delivered.';
  return { reason: exitCode >= 128 ? 'The run was interrupted.' : told, hint: null, stack: null };
}

function finished(
  ending: Ending,
  outcome: RunOutcome,
  { exitCode, durationMs }: { readonly exitCode: number; readonly durationMs: number },
): void {
  const states = outcome.specs.flatMap((spec) => spec.chunks).map((chunk) => chunk.state.status);
  const done = states.filter((status) =>
    ['committed', 'published', 'merged'].includes(status),
  ).length;
  const failed = states.filter((status) => status === 'failed').length;
  ending.events.emit({
    type: 'run.finished',
    exitCode,
    durationMs,
    done,
    failed,
    open: states.length - done - failed,
    ...spendOf(outcome.usage),
  });
}

/** Chunks of this run's pull requests that nothing could check. */
function unverifiedIn(outcome: RunOutcome): readonly ChunkId[] {
  const chunks = outcome.specs.flatMap((spec) => spec.chunks);
  return chunks.filter((chunk) => chunk.verified === 'none').map((chunk) => chunk.id);
}
