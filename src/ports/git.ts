import type { Change } from '../domain/changeset.ts';
import type { Sha } from '../domain/ids.ts';
import type { History } from './history.ts';

export type RemoteFailure = 'auth' | 'network' | 'not_found' | 'other';

export type FetchResult =
  | {
      readonly ok: true /** Branch name → tip, of the branches asked for that exist. */;
      readonly branches: ReadonlyMap<string, Sha>;
    }
  | { readonly ok: false; readonly why: RemoteFailure; readonly message: string };

export type PushResult =
  | { readonly type: 'pushed' }
  | {
      readonly type: 'rejected';
      readonly why: 'auth' | 'stale' | 'hook' | 'protected' | 'network' | 'checked_out' | 'other';
      readonly detail: string;
    };

export interface PushRequest {
  readonly sha: Sha;
  /** Branch name without `refs/heads/`; must start with the branch prefix. */
  readonly branch: string;
  /** `origin`, or the user's own repository on platform `local`. */
  readonly to: 'origin' | 'checkout';
}

export type CommitResult =
  | {
      readonly ok: true;
      readonly sha: Sha /** `unsigned` when signing was wanted and failed. */;
      readonly signed: 'signed' | 'plain' | 'unsigned';
    }
  | { readonly ok: false; readonly message: string };

export interface CommitRequest {
  readonly tree: Sha;
  readonly parent: Sha;
  readonly message: string;
}

/** What parked tasks of one spec ask, to be kept where branches are delivered to. */
export interface ParkedText {
  /** The ref's name below `refs/codelicious/parked/`. */
  readonly name: string;
  /** Null to take it away. */
  readonly text: string | null;
  /** As in `PushRequest`. */
  readonly to: PushRequest['to'];
}

/**
 * The run's own repository, beside the user's: it borrows the user's objects and holds our commits.
 * Neither an engine's `.git` nor the user's refs count here.
 */
export interface Git extends History {
  /** Fetches from origin the base branch and every branch below the prefix; without an origin, from the user's own refs. */
  fetch(request: {
    readonly base: string | null;
    readonly prefix: string;
    readonly source: 'origin' | 'checkout';
  }): Promise<FetchResult>;
  /** The remote's own default branch; null when it does not say or cannot be asked. */
  remoteDefaultBranch(): Promise<string | null>;
  /** Writes a tree's difference: `-M`, no attributes of the tree itself honoured. */
  changes(from: string, tree: string): Promise<readonly Change[]>;
  /** Unified diff text between two trees, at most `maxBytes`. */
  diff(from: string, tree: string, maxBytes: number): Promise<string>;
  /** The tree with one file's text replaced or added (mode 100644 when new). */
  withFile(tree: Sha, path: string, text: string): Promise<Sha>;
  /** `base` with `paths` taken from `tree` (deleted where `tree` lacks them). */
  withPaths(base: string, tree: string, paths: readonly string[]): Promise<Sha>;
  /** The bytes of a blob, at most `maxBytes`; null when larger or absent. */
  blob(name: string, maxBytes: number): Promise<Uint8Array | null>;
  /** Bytes of several files at one revision in one go, without reading them; what is no file is left out. */
  sizesAt(revision: string, paths: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Commits with the user's identity and signing; unsigned with `signed: 'unsigned'` when signing fails. */
  commit(request: CommitRequest): Promise<CommitResult>;
  /** Fast-forward only; never forces. Retries nothing. */
  push(request: PushRequest): Promise<PushResult>;
  /** Points our own ref `refs/heads/<branch>` at a commit (null deletes it). */
  setBranch(branch: string, sha: Sha | null): Promise<void>;
  /** Our own branches below the prefix, with what the user's `refs/codelicious/heads/` keeps for them. */
  ownBranches(prefix: string): Promise<ReadonlyMap<string, Sha>>;
  /** Copies a commit into the user's repository under `refs/codelicious/<name>`, so that it outlives every cache. */
  keep(name: string, sha: Sha): Promise<void>;
  /** Deletes a ref made by `keep`. */
  release(name: string): Promise<void>;
  /** Texts kept below `refs/codelicious/parked/` by the refs' names, as last fetched. */
  parked(source: PushRequest['to']): Promise<ReadonlyMap<string, string>>;
  /** Puts such a text there or takes it away; refused where somebody changed it since it was fetched. */
  setParked(request: ParkedText): Promise<PushResult>;
  /** Whether a name is free and legal as a branch. */
  isBranchName(name: string): Promise<boolean>;
}
