import type { OpenApps } from '../compose.ts';
import type { StopSignal } from '../domain/stop-signal.ts';

/** A stream that text goes to. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string, done?: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Where signals and stray errors come from, and the way out. */
export interface SignalSource {
  on(event: ProcessEvent, listener: (thrown: unknown) => void): void;
  off(event: ProcessEvent, listener: (thrown: unknown) => void): void;
  exit(code: number): void;
}

export type ProcessEvent = StopSignal | 'uncaughtException';

/** What surrounds the program: the process, in a form a test can play. */
export interface World {
  readonly env: Readonly<Record<string, string>>;
  /** The current folder; throws a CodeliciousError when it is gone. */
  readonly cwd: () => string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly signals: SignalSource;
  readonly version: () => string;
  /** Loads what does the work, which `--help` and wrong usage never need. */
  readonly loadApps: () => Promise<OpenApps>;
}
