import type { Usage } from './usage.ts';
import type { Finding } from './verdict.ts';

export type EngineJobKind = 'build' | 'repair' | 'shrink';

/** What bounds one engine call. */
export interface EngineLimits {
  /** Milliseconds of wall time. */
  readonly timeoutMs: number;
  readonly maxTurns: number;
}

/** One piece of work for an engine. */
export interface EngineJob {
  readonly kind: EngineJobKind;
  readonly prompt: string;
  /** Absolute path of the private clone. */
  readonly cwd: string;
  /** What verification found; empty unless `kind` is `repair`. */
  readonly findings: readonly Finding[];
  readonly limits: EngineLimits;
  /** The `CODELICIOUS_*` variables of the job. */
  readonly env: Readonly<Record<string, string>>;
  /** The session a repair goes on with, where the engine has sessions. */
  readonly session: string | null;
}

interface Spent {
  /** The name of the engine that did it; with several in a row, the last one that tried. */
  readonly engine: string;
  readonly usage: Usage;
  /** The engine's own name of the conversation; null where it has none. */
  readonly session: string | null;
}

/** What became of a job. Control flow reads `type` and `code`, never a message. */
export type EngineResult = Spent &
  (
    | {
        readonly type: 'done';
        readonly summary: string;
        /** For `shrink`: what is left of the task, one line each; null where the engine did not say. */
        readonly remaining: readonly string[] | null;
      }
    | {
        readonly type: 'needs_input';
        readonly question: string;
        readonly options: readonly string[];
      }
    | {
        readonly type: 'rate_limited';
        /** Epoch milliseconds; null when the provider does not say. */
        readonly resetsAt: number | null;
        readonly message: string;
      }
    | { readonly type: 'unauthenticated'; readonly message: string }
    | { readonly type: 'timed_out'; readonly message: string }
    | { readonly type: 'over_budget'; readonly message: string }
    | { readonly type: 'aborted'; readonly message: string }
    | { readonly type: 'failed'; readonly code: EngineFailureCode; readonly message: string }
  );

export type EngineFailureCode =
  /** The program ended badly without saying why in a form we know. */
  | 'exit'
  /** The provider is down, overloaded or out of reach: worth trying again soon. */
  | 'overloaded'
  | 'bad_model'
  | 'bad_request'
  | 'max_turns'
  /** The model declined. */
  | 'refused'
  /** The answer broke off or broke the rules of the format. */
  | 'protocol'
  /** The program could not be started. */
  | 'missing'
  /** A replay has nothing recorded for the job, or the recording does not fit the tree. */
  | 'cassette';
