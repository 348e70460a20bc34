import type { Sha } from '../domain/ids.ts';
import type { History } from './history.ts';

/** A branch of ours as this machine knows it. */
export interface KnownBranch {
  readonly tip: Sha;
  /** The remote, as last fetched by anybody here, does not have the tip. */
  readonly unpushed: boolean;
}

export interface WantedRefs {
  /** The base branch by name; null for the default branch by local knowledge. */
  readonly base: string | null;
  /** What the names of our branches begin with. */
  readonly prefix: string;
}

export interface KnownRefs {
  /** As last fetched, else as it stands here; null where it is neither. */
  readonly base: { readonly name: string; readonly sha: Sha } | null;
  /** As last fetched, as they stand here, and as they were kept for the next run; the longest line counts. */
  readonly branches: ReadonlyMap<string, KnownBranch>;
  /** What parked tasks ask, as `Git.parked`. */
  readonly parked: ReadonlyMap<string, string>;
}

/**
 * The user's repository, and what earlier runs fetched and built beside it, for reading: nothing is fetched and
 * nothing is written.
 */
export interface Look extends History {
  /** The base branch and ours by what was last fetched and what stands here, read in one go. */
  known(wanted: WantedRefs): Promise<KnownRefs>;
  /** Removes the scratch folder, if one was needed. */
  close(): Promise<void>;
}
