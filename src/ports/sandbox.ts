import type { Command } from './process.ts';

/** The wall around code that an agent wrote. */
export interface Sandbox {
  /** `none`: runs as the user. `external`: this machine is the wall. */
  readonly level: 'none' | 'external';
  /** One sentence for banner and pull request. */
  readonly describe: string;
  /** The command as it has to be run inside the wall. */
  wrap(command: Command): Command;
}
