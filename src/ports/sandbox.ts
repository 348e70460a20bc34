import type { Command, ProcessOutcome } from './process.ts';

/** Hosts a caged command may talk to. */
export type CageNetwork =
  | { readonly kind: 'none' }
  /** Names or addresses with port, such as `api.anthropic.com:443`; reached through a filter of ours. */
  | { readonly kind: 'hosts'; readonly hosts: readonly string[] };

/** What a command may reach besides the system's programs and libraries. */
export interface Cage {
  /** Absolute folders it may change; the rest of what it sees is read-only. */
  readonly writable: readonly string[];
  /** Absolute files and folders it may read. */
  readonly readable: readonly string[];
  readonly network: CageNetwork;
}

/** The wall around code that an agent wrote. */
export interface Sandbox {
  /** `os`: each command in a cage. `external`: this machine is the wall. `none`: runs as the user. */
  readonly level: 'os' | 'external' | 'none';
  /** One sentence for banner and pull request. */
  readonly describe: string;
  /** Runs a command inside the wall. It never rejects; with `none` and `external` the cage is not looked at. */
  run(command: Command, cage: Cage): Promise<ProcessOutcome>;
}
