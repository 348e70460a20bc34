import type { ChunkState, Reason } from './chunk.ts';
import type { CoverageFigures } from './coverage-figures.ts';
import type { ChunkId, SpecId } from './ids.ts';
import type { Proof } from './proof.ts';
import type { PullRequest } from './pull.ts';
import type { Spend, Usage } from './usage.ts';
import type { CheckResult } from './verdict.ts';

/** What is shown of a chunk, planned or built. */
export interface ChunkHead {
  readonly id: ChunkId;
  readonly title: string;
  /** 1-based line of its box or heading. */
  readonly line: number;
  readonly dependsOn: readonly ChunkId[];
  readonly files: readonly string[];
  /** An estimate of what its instructions take. */
  readonly tokens: number;
}

/** What is shown of a spec, planned or built. */
export interface SpecHead {
  readonly path: string;
  readonly id: SpecId;
  readonly label: string;
  readonly title: string;
  readonly dialect: string;
  /** Of its first part; empty for a spec that was passed over. */
  readonly branch: string;
  readonly tasks: { readonly open: number; readonly done: number; readonly optional: number };
  readonly skipped: Reason | null;
}

/** A chunk after the run. */
export interface ChunkOutcome extends ChunkHead {
  readonly state: ChunkState;
  readonly sha: string | null;
  readonly branch: string | null;
  readonly pull: PullRequest | null;
  readonly reason: Reason | null;
  readonly attempts: number;
  readonly spend: Spend;
  readonly engine: string | null;
  readonly attemptRef: string | null;
  /** Built before its text was edited; left as it is. */
  readonly edited: boolean;
  /** The checks its commit passed, `none` when nothing could be run, null where no commit of ours is at hand. */
  readonly verified: string | null;
  /** How it was verified; null where no commit of ours is at hand. */
  readonly verification: Verification | null;
}

/** How a commit was verified. */
export interface Verification {
  /** What its tests prove; null where its commit does not say. */
  readonly proof: Proof | null;
  /** What this run's checks said; empty for a commit of an earlier run. */
  readonly checks: readonly CheckResult[];
  /** Null where this run did not look. */
  readonly coverage: CoverageFigures | null;
}

/** A part after the run, as the summary lists it. */
export interface PartOutcome {
  readonly number: number;
  readonly branch: string;
  readonly commits: number;
  readonly lines: number;
  readonly pull: PullRequest | null;
  readonly oversize: boolean;
}

/** A spec after the run. */
export interface SpecOutcome extends SpecHead {
  readonly chunks: readonly ChunkOutcome[];
  readonly parts: readonly PartOutcome[];
  /** What could not be pushed, opened or updated; one sentence each. */
  readonly undelivered: readonly Reason[];
}

/** Why a run stopped before all was tried. */
export type StopReason =
  | 'interrupted'
  | 'limit'
  | 'rate_limited'
  | 'unauthenticated'
  | 'failure_policy';

/** That a run stopped before all was tried. */
export interface Stop {
  readonly why: StopReason;
  /** One sentence. */
  readonly message: string;
  /** For `limit`: the flag whose limit it is. */
  readonly limit?: string;
  /** For `rate_limited`: when the first engine works again, epoch milliseconds; left out where nobody said. */
  readonly retryAt?: number;
}

export interface RunOutcome {
  readonly run: string;
  readonly specs: readonly SpecOutcome[];
  /** Commits that this run made. */
  readonly commits: number;
  readonly stopped: Stop | null;
  readonly usage: Usage;
  readonly durationMs: number;
  readonly sandbox: string;
  readonly warnings: readonly string[];
}

/**
 * The exit code an outcome ends in, without signals, which the caller knows. Optional tasks may stay
 * open.
 */
export function exitCodeOf(outcome: RunOutcome): number {
  if (outcome.stopped?.why === 'limit') return 3;
  if (outcome.stopped?.why === 'unauthenticated') return 4;
  if (outcome.stopped?.why === 'rate_limited') return 75;
  return outcome.specs.every(isClean) ? 0 : 1;
}

function isClean(spec: SpecOutcome): boolean {
  const delivered = spec.chunks.every(({ state }) => state.status !== 'committed');
  const done = delivered && spec.tasks.open === 0;
  return done && spec.skipped === null && spec.undelivered.length === 0;
}
