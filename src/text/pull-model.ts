import type { CoverageFigures } from '../domain/coverage-figures.ts';
import type { Marker } from '../domain/marker.ts';
import type { Proof } from '../domain/proof.ts';
import type { PullRequest } from '../domain/pull.ts';
import type { Caps } from '../domain/size.ts';
import type { Concern } from '../domain/tampering/concerns.ts';
import type { Spend, Usage } from '../domain/usage.ts';
import type { CheckResult } from '../domain/verdict.ts';

/** One commit of the part, as its pull request tells it. */
export interface PullChunk {
  readonly id: string;
  readonly title: string;
  readonly sha: string | null;
  readonly engine: string | null;
  /** The checks that passed, `none`, or null where nobody knows. */
  readonly verified: string | null;
  /** What its tests prove; null where nobody knows. */
  readonly proof: Proof | null;
  /** What this run's checks said; empty for a commit of an earlier run. */
  readonly checks: readonly CheckSummary[];
  /** What this run's tests ran of it; null where nobody looked, as for a commit of an earlier run. */
  readonly coverage: CoverageFigures | null;
  /** `[k, n]` for one step of a divided chunk. */
  readonly step: readonly [number, number] | null;
  readonly oversize: boolean;
  /** What it cost, as far as this machine knows; null where it knows nothing. */
  readonly spend: Spend | null;
  readonly dependsOn: readonly string[];
  /** Ids of the chunks that depend on this one. */
  readonly dependents: readonly string[];
}

/** A task without a commit because the engine asks something. */
export interface PullQuestion {
  readonly title: string;
  /** 1-based line of its box in the spec. */
  readonly line: number;
  readonly question: string;
  readonly options: readonly string[];
}

export type CheckSummary = Pick<
  CheckResult,
  'name' | 'command' | 'status' | 'durationMs' | 'note' | 'package' | 'tests' | 'known' | 'fixed'
>;

/** One part of the stack, bottom first. */
export interface StackLink {
  readonly part: number;
  readonly branch: string;
  readonly pull: Pick<PullRequest, 'number' | 'url' | 'state'> | null;
  /** This very pull request. */
  readonly current: boolean;
}

export interface PullBodyModel {
  readonly spec: { readonly path: string; readonly title: string; readonly label: string };
  readonly part: number;
  /** Whether nothing more will be added to this part. */
  readonly complete: boolean;
  /** Tasks of the spec that no part holds yet; null where unknown. */
  readonly openTasks: number | null;
  /** Counted lines of the part; null where unknown. */
  readonly lines: number | null;
  readonly caps: Caps;
  /** Paths of binary files, which count no lines. */
  readonly binaries: readonly string[];
  /** What of the part may bend its judges. */
  readonly concerns: readonly Concern[];
  /** Why a full run on its last commit keeps it a draft, one sentence each. */
  readonly held: readonly string[];
  /** The part's commits, oldest first. */
  readonly chunks: readonly PullChunk[];
  readonly stack: readonly StackLink[];
  /** What the calls for its commits consumed; null where not all of them are this run's. */
  readonly usage: Usage | null;
  /** What the engine asks about tasks of the spec; shown by its topmost part. */
  readonly questions: readonly PullQuestion[];
  /** The wall's own sentence. */
  readonly sandbox: string | null;
  /** Hash of the audit log's last record. */
  readonly auditHead: string | null;
  readonly marker: Marker;
}
