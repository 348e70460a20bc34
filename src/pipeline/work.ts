import type { Chunk, ChunkState, Reason } from '../domain/chunk.ts';
import type { ChunkId, Sha } from '../domain/ids.ts';
import type { Ledger, PendingPlan } from '../domain/ledger.ts';
import type { PullRequest } from '../domain/pull.ts';
import type { Spec } from '../domain/spec.ts';
import { NO_SPEND, type Spend } from '../domain/usage.ts';
import type { Stack } from './stack.ts';

/** What is known of one chunk besides its text. */
export interface ChunkRecord {
  readonly state: ChunkState;
  readonly sha: string | null;
  readonly branch: string | null;
  readonly pull: PullRequest | null;
  readonly reason: Reason | null;
  readonly attempts: number;
  /** On all attempts, as far as this machine knows. */
  readonly spend: Spend;
  readonly engine: string | null;
  readonly attemptRef: string | null;
  /** Why the attempt before this one was thrown away. */
  readonly lastFailure: string | null;
  /** Its text was edited after it was built. */
  readonly edited: boolean;
}

/** One spec with everything its building needs, read once from forge, git and ledger. */
export interface SpecWork {
  /** With the text that counts. */
  readonly spec: Spec;
  readonly asked: boolean;
  /** Paths of the specs whose work this one's builds upon. */
  readonly waitsFor: readonly string[];
  readonly chunks: readonly Chunk[];
  readonly records: ReadonlyMap<ChunkId, ChunkRecord>;
  readonly stack: Stack;
  /** The commit the next chunk is built on. */
  readonly tip: Sha;
  /** The user's edits (or an untracked spec) still have to be committed. */
  readonly carries: boolean;
  /** What a plan wrote into the text and no commit carries yet. */
  readonly plan: PendingPlan | null;
  readonly ledger: Ledger;
}

export const NEW_RECORD: ChunkRecord = {
  state: { status: 'pending' },
  sha: null,
  branch: null,
  pull: null,
  reason: null,
  attempts: 0,
  spend: NO_SPEND,
  engine: null,
  attemptRef: null,
  lastFailure: null,
  edited: false,
};
