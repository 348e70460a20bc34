import type { Config } from '../domain/config.ts';
import type { AskSandbox } from './sandbox-answer.ts';

/** How progress is to be shown, and where. */
export interface Display {
  readonly level: 'quiet' | 'normal' | 'verbose';
  readonly color: boolean;
  /** A person watches: lines may be rewritten. */
  readonly terminal: boolean;
  /** Columns of a line. */
  readonly width: number;
  /** Writes to stderr; never throws. */
  readonly write: (text: string) => void;
}

/** Where `--events` go. */
export type EventTarget =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdout'; readonly write: (text: string) => void };

/** What surrounds the program. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  /** What relative paths of the command line are relative to. */
  readonly cwd: string;
  /** Aborted with a `StopSignal` when the run is to end in good order. */
  readonly signal: AbortSignal;
  readonly version: string;
  readonly display: Display;
  readonly events: EventTarget;
}

/** One repository and how to work on it. */
export interface AppRequest extends Surroundings {
  readonly config: Config;
  /** Absolute path of the repository or of a folder in it. */
  readonly repo: string;
  readonly skipAuthCheck: boolean;
  /** Asked which wall is to do, where no cage can be made. */
  readonly askSandbox: AskSandbox;
  /** The command that goes on where this one ended, ready for a shell. */
  readonly resumeCommand: string;
}
