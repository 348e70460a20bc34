import type { EngineJob, EngineResult } from '../domain/engine-job.ts';
import type { RunEvent } from '../domain/events.ts';

/** One step from the tree a job began with to the one it left. */
export interface FileChange {
  readonly path: string;
  /** The whole new content; null to remove the file. */
  readonly bytes: Uint8Array | null;
  readonly executable: boolean;
}

export interface EngineIo {
  readonly signal: AbortSignal;
  /** Watches the conversation; return values alone decide. */
  emit(event: RunEvent): void;
  /**
   * Brings the tree back to what the job began with. An engine never calls it; who hands a job from one engine to
   * the next, or asks the same one again, does.
   * @returns what was thrown away, as a bounded unified diff; empty when nothing had been changed
   */
  startOver(): Promise<string>;
  /**
   * How the tree differs from what the job began with, in an order in which it can be done again: a file that
   * changes its kind or loses a mode is removed before it is made. Links and what is larger than `maxBytes` are
   * left out. An engine never calls it; who records one does.
   */
  changes(maxBytes: number): Promise<readonly FileChange[]>;
}

export type EngineProbe =
  | {
      readonly ok: true /** For the banner: what it is and what is billed. */;
      readonly describe: string;
    }
  | {
      readonly ok: false;
      readonly why: 'missing' | 'unauthenticated' | 'unusable';
      readonly message: string;
      readonly hint: string;
    };

/** A coding agent that edits files below `job.cwd`. It does not verify and does not commit. */
export interface Engine {
  readonly name: string;
  /** Size of the context window in tokens. */
  readonly contextTokens: number;
  /** Whether it can be used here, without spending anything. */
  probe(): Promise<EngineProbe>;
  /** Never rejects for what a provider or program does; a rejection is a bug. */
  execute(job: EngineJob, io: EngineIo): Promise<EngineResult>;
}
