import type { EngineJob, EngineResult } from '../domain/engine-job.ts';
import type { RunEvent } from '../domain/events.ts';

export interface EngineIo {
  readonly signal: AbortSignal;
  /** Watches the conversation; return values alone decide. */
  emit(event: RunEvent): void;
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
