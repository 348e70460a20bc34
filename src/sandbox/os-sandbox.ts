import type { Command, Processes } from '../ports/process.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { createBubblewrapCage } from './bubblewrap/cage.ts';
import { notStarted } from './cage-maker.ts';
import { locateProgram } from './locate-program.ts';
import { createDial } from './network/dial.ts';
import { createSeatbeltCage } from './seatbelt/cage.ts';

/** What the sandbox `os` is made with. */
export interface OsSandboxOptions {
  readonly processes: Processes;
  /** The user's environment: where HOME, the tools for a cage and the user's own proxy are. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute paths that the user lets every cage read, and change. */
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Told what a cage asked for and did not get: `host:port`. */
  readonly denied?: (what: string, command: Command) => void;
  /** Default: the one we run on. */
  readonly platform?: NodeJS.Platform;
}

/**
 * The sandbox `os`: each command in a cage that shows it the system's programs, toolchains, the folders it is given,
 * and nothing else; an empty HOME; no network but the hosts it is given. What cannot be put into a cage is not run:
 * the outcome is `not_started`.
 */
export function createOsSandbox(options: OsSandboxOptions): Sandbox {
  const { processes, env, read, write, platform = process.platform } = options;
  const tools = {
    processes,
    env,
    dial: createDial(env),
    denied: options.denied ?? (() => undefined),
  };
  const maker = platform === 'darwin' ? createSeatbeltCage(tools) : createBubblewrapCage(tools);
  return {
    level: 'os',
    describe: describe(maker.name, options),
    run: async (command, cage) => {
      if (command.signal?.aborted === true) return await processes.run(command);
      const located = await locateProgram(command, processes);
      if (!located.ok) return notStarted(located.errno);
      const readable = [...read, ...cage.readable];
      const writable = [...cage.writable, ...write];
      const wider = { ...cage, readable, writable };
      return await maker.run({ command, cage: wider, program: located.file });
    },
  };
}

function describe(name: string, { read, write }: OsSandboxOptions): string {
  const whole = `os: agent-written code runs in a ${name} cage that shows it the clone and no secrets`;
  const added = [
    ...(read.length > 0 ? [`may read ${read.join(', ')}`] : []),
    ...(write.length > 0 ? [`may change ${write.join(', ')}`] : []),
  ];
  return [whole, ...added].join('; ');
}
