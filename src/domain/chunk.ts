import type { ChunkId, SpecId } from './ids.ts';

/** One open or finished piece of work: what becomes one commit. */
export interface Chunk {
  readonly id: ChunkId;
  readonly specId: SpecId;
  /** The task item's first line, untruncated. */
  readonly title: string;
  /** The task with its notes, its section and the spec's relevant prose, for the engine. */
  readonly instructions: string;
  /** Paths the spec names for this task. */
  readonly fileHints: readonly string[];
  readonly dependsOn: readonly ChunkId[];
  /** How the task says its result is judged. */
  readonly validation: readonly string[];
  /** 1-based line of the box, or of the heading for a spec without boxes. */
  readonly line: number;
  /** Its box is ticked. */
  readonly done: boolean;
  readonly optional: boolean;
  /** The heading path joined, for `--on-failure block`. */
  readonly section: string;
  /** 12 hex of the task and its notes; tells a task that was edited after it was built. */
  readonly digest: string;
  /** False for a section of a spec without boxes: there is nothing to tick. */
  readonly boxed: boolean;
}

const FAILURE_CODES = [
  'no_changes',
  'verification',
  'unverified',
  'gate',
  'engine',
  'timed_out',
  'rate_limited',
  'unauthenticated',
  'over_budget',
  'interrupted',
  'commit',
  'setup',
] as const;

/** Why a chunk failed; a closed set, shown and stored. */
export type FailureCode = (typeof FAILURE_CODES)[number];

/** A stored word as a failure code; `engine` for one that is not known. */
export function failureCode(code: string | undefined): FailureCode {
  return FAILURE_CODES.find((known) => known === code) ?? 'engine';
}

/** A reason with its sentence. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

export const CHUNK_STATUSES = [
  'pending',
  'in_progress',
  'committed',
  'published',
  'merged',
  'failed',
  'blocked',
  'parked',
  'declined',
] as const;

/** Where a chunk stands, in one word. */
export type ChunkStatus = (typeof CHUNK_STATUSES)[number];

/** Where a chunk stands; each word is true when it is written. */
export type ChunkState =
  | { readonly status: 'pending' }
  | { readonly status: 'in_progress' }
  | { readonly status: 'committed' }
  | { readonly status: 'published' }
  | { readonly status: 'merged' }
  | { readonly status: 'failed'; readonly code: FailureCode; readonly message: string }
  | { readonly status: 'blocked'; readonly by: readonly ChunkId[] }
  | {
      readonly status: 'parked';
      readonly question: string;
      readonly options: readonly string[];
      /** Of one that holds a secret: what was allowed then. Once something else is, it is open again. */
      readonly allowance?: string;
    }
  | { readonly status: 'declined' };

/** Whether nothing is left to do for a chunk in this state. */
export function isSettled(status: ChunkStatus): boolean {
  return ['committed', 'published', 'merged', 'declined'].includes(status);
}
