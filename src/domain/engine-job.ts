import type { PlannedTask } from './planned-task.ts';
import type { Usage } from './usage.ts';
import type { Finding } from './verdict.ts';

/** `plan` divides work into tasks and changes no file; the others edit. */
export type EngineJobKind = 'plan' | 'build' | 'repair' | 'shrink';

/** What bounds one engine call. */
export interface EngineLimits {
  /** Milliseconds of wall time. */
  readonly timeoutMs: number;
  readonly maxTurns: number;
  /** US dollars the call may cost, by the engine's own count; null for no cap. */
  readonly maxCostUsd: number | null;
  /** Tokens in and out the call may take, cached ones included; null for no cap. */
  readonly maxTokens: number | null;
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
  /** The `CODELICIOUS_*` variables of the job, and those of `Workspace.env`. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute folders outside `cwd` that links in it lead to, such as installed dependencies; to be read only. */
  readonly borrows: readonly string[];
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
        /** For `plan`: the tasks in the order of building; null where the engine did not say or not in that form. */
        readonly plan?: readonly PlannedTask[] | null;
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
  /** The conversation no longer fits the model's window. */
  | 'context_overflow'
  /** The model declined. */
  | 'refused'
  /** The answer broke off or broke the rules of the format. */
  | 'protocol'
  /** It tried what it is not allowed to do too often. */
  | 'denied'
  /** The program could not be started. */
  | 'missing'
  /** A replay has nothing recorded for the job, or the recording does not fit the tree. */
  | 'cassette';
