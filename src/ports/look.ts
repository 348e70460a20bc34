import type { Sha } from '../domain/ids.ts';
import type { History } from './history.ts';

/** A branch of ours as this machine knows it. */
export interface KnownBranch {
  readonly tip: Sha;
  /** The remote, as last fetched by anybody here, does not have the tip. */
  readonly unpushed: boolean;
}

/**
 * The user's repository, and what earlier runs fetched and built beside it, for reading: nothing is fetched and
 * nothing is written.
 */
export interface Look extends History {
  /** Our branches: as last fetched, as they stand here, and as they were kept for the next run; the longest line counts. */
  knownBranches(prefix: string): Promise<ReadonlyMap<string, KnownBranch>>;
  /** Removes the scratch folder, if one was needed. */
  close(): Promise<void>;
}
