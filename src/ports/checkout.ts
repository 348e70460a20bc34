import type { Sha } from '../domain/ids.ts';

/** What the user's repository is, read once at the start. */
export interface CheckoutState {
  /** Absolute root of the working tree that was named. */
  readonly root: string;
  /** Absolute root of the main working tree, where `.codelicious/` lives. */
  readonly mainRoot: string;
  /** Absolute path of the common git directory. */
  readonly commonDir: string;
  readonly head: Sha;
  /** The branch checked out, or null when detached. */
  readonly branch: string | null;
  readonly shallow: boolean;
  /** `remote.origin.url` before any `insteadOf`, or null. */
  readonly originUrl: string | null;
}

export type FileRead =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      /** Where a symbolic link leads: the file's own path. Left out for what is no link. */
      readonly leadsTo?: string;
    }
  | {
      readonly ok: false;
      readonly why: 'missing' | 'outside' | 'not_a_file' | 'unreadable' | 'too_large';
    };

/**
 * The user's repository. Nothing here changes files, index, stash, configuration or any ref outside
 * `refs/codelicious/` and `refs/heads/<branchPrefix>`.
 */
export interface Checkout {
  readonly state: CheckoutState;
  /**
   * Tracked and untracked-not-ignored files, sorted; submodules and nested repositories left out.
   * @param suffix what their names end in, in either case; any by default
   */
  listFiles(suffix?: string): Promise<readonly string[]>;
  /** A file of the working tree; symbolic links are followed only inside the root. */
  readFile(path: string, maxBytes: number): Promise<FileRead>;
  /** The repository-relative form of a path given by the user, or null when it lies outside. */
  relative(path: string): Promise<string | null>;
  /** The commit a revision names here, or null. */
  resolve(revision: string): Promise<Sha | null>;
  /** Text of a file at a revision; null where absent. */
  fileAt(revision: string, path: string): Promise<string | null>;
  mergeBase(a: string, b: string): Promise<Sha | null>;
  /** The name of the base branch by local knowledge alone: origin/HEAD, else main, master, else the branch checked out. */
  defaultBranch(): Promise<string | null>;
  identity(): Promise<{ readonly name: string; readonly email: string } | null>;
  /** Adds `/.codelicious/*` and `!/.codelicious/config.json` to `info/exclude`, once. */
  hideState(): Promise<void>;
}
