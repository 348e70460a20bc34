import type { Processes } from '../ports/process.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { WorkTrees } from '../ports/work-tree.ts';
import type { SetupRequest } from '../ports/workspace.ts';

/** What was made available in a tree beside the repository's own files. */
export interface Supply {
  /** What was done, for a person; empty when nothing was. */
  readonly how: readonly string[];
  /** Paths relative to the root that are not part of the work. */
  readonly paths: readonly string[];
  /** Absolute folders outside the tree that it cannot do without; to be read only. */
  readonly borrows: readonly string[];
  /** Whose packages were installed as the tree itself asks for, not as the checkout has them. */
  readonly fresh: readonly string[];
  /** Puts back what went missing since. */
  repair(): Promise<void>;
  /**
   * Makes the tree's own what was lent, before something is installed in its place.
   * @param way whether the packages are copied, or their folders emptied because they will be installed anew
   */
  detach(way: 'copied' | 'emptied'): Promise<void>;
}

const nothing = async (): Promise<void> => Promise.resolve();

export const NO_SUPPLY: Supply = {
  how: [],
  paths: [],
  borrows: [],
  fresh: [],
  repair: nothing,
  detach: nothing,
};

/** A supply, or why there is none. */
export type SupplyResult =
  | { readonly ok: true; readonly supply: Supply }
  | { readonly ok: false; readonly message: string };

/** What a supplier sees. */
export interface Site {
  /** Absolute path of the tree. */
  readonly root: string;
  readonly trees: WorkTrees;
  readonly processes: Processes;
  readonly sandbox: Sandbox;
  readonly request: SetupRequest;
  /** As `Workspace.borrows`. */
  readonly borrows: readonly string[];
  /** Absolute folder beside the tree for what is installed outside it. */
  readonly beside: string;
  /** Paths the repository tracks. */
  readonly tracked: readonly string[];
  /** Working trees of the user in which dependencies may be installed, the nearest first. */
  readonly checkouts: readonly string[];
}

export function supplied(supply: Partial<Supply>): SupplyResult {
  return { ok: true, supply: { ...NO_SUPPLY, ...supply } };
}

/** Several supplies as one. */
export function together(supplies: readonly Supply[]): Supply {
  return {
    how: supplies.flatMap((supply) => supply.how),
    paths: [...new Set(supplies.flatMap((supply) => supply.paths))],
    borrows: supplies.flatMap((supply) => supply.borrows),
    fresh: supplies.flatMap((supply) => supply.fresh),
    async repair() {
      for (const supply of supplies) await supply.repair();
    },
    async detach(way) {
      for (const supply of supplies) await supply.detach(way);
    },
  };
}

/** Whether the repository tracks a path or anything below it. */
export function isTracked(tracked: readonly string[], path: string): boolean {
  return tracked.some((file) => file === path || file.startsWith(`${path}/`));
}
