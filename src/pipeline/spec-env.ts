import type { Budget } from '../domain/budget.ts';
import type { Chunk } from '../domain/chunk.ts';
import type { CoverageFloor } from '../domain/coverage-floor.ts';
import type { EngineJobKind } from '../domain/engine-job.ts';
import type { ChunkId, Sha } from '../domain/ids.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { Spec } from '../domain/spec.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import type { Workspace } from '../ports/workspace.ts';
import type { Base } from './base.ts';
import type { Deps, EngineDeps } from './deps.ts';
import { type Progress, toLedger } from './progress.ts';

/** What a run may still spend, over all its passes. */
export interface Purse {
  budget: Budget;
  /** US dollars charged for each chunk. */
  readonly charged: Map<ChunkId, number>;
}

/** What all specs of a pass share and add to. */
export interface RunTally {
  readonly base: Base;
  /** Branch names nobody else may take. */
  readonly takenBranches: Set<string>;
  readonly style: CommitStyle;
  /** What share of the project's lines has to run. */
  readonly floor: CoverageFloor;
  /** As they stand on the base. */
  readonly instructions: readonly RepositoryInstruction[];
  /** Pull requests of ours that are open now. */
  openPulls: number;
  /** Commits made so far. */
  commits: number;
  usage: Usage;
  /** What the calls for each chunk consumed. */
  readonly spentOn: Map<ChunkId, Usage>;
  /** The trees of commits, as far as they were asked for. */
  readonly trees: Map<Sha, Sha>;
  readonly purse: Purse;
  /** What parked tasks ask, as it is kept where branches are delivered to. */
  readonly parked: Map<string, string>;
}

/** What the steps of one spec work with. */
export interface SpecEnv {
  readonly deps: Deps;
  readonly tally: RunTally;
  readonly workspace: Workspace;
  /** The ledger as it was read, for entries of chunks that are no longer in the spec. */
  readonly ledger: Ledger;
}

/** What of it engines are called with: no forge, no checks, nothing committed. */
export interface EngineEnv extends Pick<SpecEnv, 'workspace' | 'ledger'> {
  readonly deps: EngineDeps;
  readonly tally: Pick<RunTally, 'instructions' | 'usage' | 'spentOn' | 'purse'>;
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
export function runSignal(deps: Pick<Deps, 'signal' | 'deadline'>): AbortSignal {
  return AbortSignal.any([deps.signal, deps.deadline]);
}

/** Writes the ledger, durably, before the next effect. */
export async function remember(
  progress: Progress,
  env: Pick<EngineEnv, 'deps' | 'ledger'>,
): Promise<Progress> {
  const { ledgers, clock } = env.deps;
  await ledgers.save(toLedger(progress, env.ledger, new Date(clock.now()).toISOString()));
  return progress;
}

/** The names by which children know what they work on, and where they find what was installed outside the tree. */
export function jobEnv(
  env: Pick<EngineEnv, 'deps' | 'workspace'>,
  spec: Spec,
  job: { readonly chunk: Chunk; readonly kind: EngineJobKind | 'verify' },
): Readonly<Record<string, string>> {
  return {
    ...env.workspace.env,
    CODELICIOUS_RUN: env.deps.run,
    CODELICIOUS_SPEC: spec.path,
    CODELICIOUS_CHUNK: job.chunk.id,
    CODELICIOUS_CHUNK_TITLE: job.chunk.title,
    CODELICIOUS_JOB: job.kind,
  };
}

/** What the calls for chunks that were not called for before consumed. */
export function spentSince(known: ReadonlySet<ChunkId>, { spentOn }: RunTally): Usage {
  const fresh = [...spentOn].filter(([id]) => !known.has(id)).map(([, usage]) => usage);
  return fresh.reduce(addUsage, NO_USAGE);
}

/** The tally of a pass that has not begun. */
export function startTally(
  start: Pick<RunTally, 'base' | 'style' | 'floor' | 'instructions' | 'openPulls' | 'purse'> & {
    readonly parked: ReadonlyMap<string, string>;
  },
  takenBranches: Iterable<string>,
): RunTally {
  const counts = { commits: 0, usage: NO_USAGE, spentOn: new Map(), trees: new Map() };
  const parked = new Map(start.parked);
  return { ...start, ...counts, parked, takenBranches: new Set(takenBranches) };
}
