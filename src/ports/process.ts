/** A program to run, never through a shell. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The complete environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Bytes of each stream kept, the tail when more comes; default 1 MiB. */
  readonly keepBytes?: number;
  /** Each complete line of stdout as it arrives, decoded as UTF-8 with replacement; lines beyond 1 MiB are cut. */
  readonly onLine?: (line: string) => void;
  /** Bytes kept of one JSON string in a line longer than that, which so stays JSON; for lines that are JSON. */
  readonly maxString?: number;
  /** Called with the time of any output, for idle watching. */
  readonly idleTimeoutMs?: number;
  /** Milliseconds between TERM and KILL for the whole tree; default 5000. */
  readonly graceMs?: number;
}

/** How a program ended. It never rejects: a program that cannot be started is an outcome too. */
export interface ProcessOutcome {
  readonly status: 'exited' | 'signalled' | 'timed_out' | 'idle' | 'aborted' | 'not_started';
  /** Null unless `status` is `exited`. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Raw bytes kept of each stream. */
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Bytes that came but were not kept. */
  readonly truncated: boolean;
  readonly durationMs: number;
  /** The system's code when `status` is `not_started`, e.g. `ENOENT`. */
  readonly errno: string | null;
}

/** Runs programs in process groups of their own and ends whole trees of them. */
export interface Processes {
  run(command: Command): Promise<ProcessOutcome>;
  /** The absolute path of a program on the given PATH, or null. */
  find(name: string, path: string): Promise<string | null>;
}
