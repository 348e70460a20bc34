import type { Chunk } from '../domain/chunk.ts';
import type { EngineJobKind } from '../domain/engine-job.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { Spec } from '../domain/spec.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import type { Workspace } from '../ports/workspace.ts';
import type { Base } from './base.ts';
import type { Deps } from './deps.ts';
import { type Progress, toLedger } from './progress.ts';

/** What all specs of a run share and add to. */
export interface RunTally {
  readonly base: Base;
  /** Branch names nobody else may take. */
  readonly takenBranches: Set<string>;
  readonly style: CommitStyle;
  /** As they stand on the base. */
  readonly instructions: readonly RepositoryInstruction[];
  /** Pull requests of ours that are open now. */
  openPulls: number;
  /** Commits made so far. */
  commits: number;
  usage: Usage;
}

/** What the steps of one spec work with. */
export interface SpecEnv {
  readonly deps: Deps;
  readonly tally: RunTally;
  readonly workspace: Workspace;
  /** The ledger as it was read, for entries of chunks that are no longer in the spec. */
  readonly ledger: Ledger;
}

/** A file by which a repository tells agents how it is worked on. */
export interface RepositoryInstruction {
  readonly path: string;
  readonly text: string;
}

/** How commit messages are written in this run. */
export interface CommitStyle {
  readonly format: 'spec' | 'conventional';
  readonly signoff: { readonly name: string; readonly email: string } | null;
}

/** The same without a clone: enough to deliver what was built. */
export type DeliveryEnv = Omit<SpecEnv, 'workspace'>;

/** Aborted by the user or by the end of the run's time. */
export function runSignal(deps: Deps): AbortSignal {
  return AbortSignal.any([deps.signal, deps.deadline]);
}

/** Writes the ledger, durably, before the next effect. */
export async function remember(
  progress: Progress,
  env: Pick<SpecEnv, 'deps' | 'ledger'>,
): Promise<Progress> {
  const { ledgers, clock } = env.deps;
  await ledgers.save(toLedger(progress, env.ledger, new Date(clock.now()).toISOString()));
  return progress;
}

/** The names by which children know what they work on. */
export function jobEnv(
  env: Pick<SpecEnv, 'deps'>,
  spec: Spec,
  job: { readonly chunk: Chunk; readonly kind: EngineJobKind | 'verify' },
): Readonly<Record<string, string>> {
  return {
    CODELICIOUS_RUN: env.deps.run,
    CODELICIOUS_SPEC: spec.path,
    CODELICIOUS_CHUNK: job.chunk.id,
    CODELICIOUS_CHUNK_TITLE: job.chunk.title,
    CODELICIOUS_JOB: job.kind,
  };
}

/** Adds what a call consumed to the run's total. */
export function spend(tally: RunTally, usage: Usage): void {
  tally.usage = addUsage(tally.usage, usage);
}

/** The tally of a run that has not begun. */
export function startTally(
  start: Pick<RunTally, 'base' | 'style' | 'instructions' | 'openPulls'>,
  takenBranches: Iterable<string>,
): RunTally {
  return { ...start, takenBranches: new Set(takenBranches), commits: 0, usage: NO_USAGE };
}
