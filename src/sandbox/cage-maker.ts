import type { Command, Processes, ProcessOutcome } from '../ports/process.ts';
import type { Cage } from '../ports/sandbox.ts';
import type { Dial } from './network/dial.ts';

/** A command ready for a cage. */
export interface CageRequest {
  readonly command: Command;
  readonly cage: Cage;
  /** Absolute path of the program, which is there. */
  readonly program: string;
}

/** One way of making cages. */
export interface CageMaker {
  /** A few words for a person: what the wall is made of. */
  readonly name: string;
  run(request: CageRequest): Promise<ProcessOutcome>;
}

/** What cages are made with. */
export interface CageTools {
  readonly processes: Processes;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dial: Dial;
  /** Told `host:port` of what a cage asked for and did not get. */
  readonly denied: (what: string, command: Command) => void;
}

/** How a command counts that was never run. */
export function notStarted(errno: string): ProcessOutcome {
  const nothing = new Uint8Array();
  const ended = { status: 'not_started', exitCode: null, signal: null, durationMs: 0 } as const;
  return { ...ended, stdout: nothing, stderr: nothing, truncated: false, errno };
}

/** The home folders a cage hides: the command's, and the user's own where that is another. */
export function homesOf({ command, env }: Pick<CageRequest, 'command'> & Pick<CageTools, 'env'>) {
  const homes = [command.env['HOME'], env['HOME']].filter((home) => home !== undefined);
  return [...new Set(homes)];
}
