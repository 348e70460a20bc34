import type { Sha } from '../domain/ids.ts';

export interface SetupRequest {
  /** `workspace.setup`: run in order instead of any guess when not empty. */
  readonly commands: readonly string[];
  /** `workspace.copy`: globs of ignored files copied from the user's checkout. */
  readonly copy: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export type InstallRequest = Pick<SetupRequest, 'env' | 'signal'>;

/** What became of changed manifests. */
export type InstallResult =
  /** No manifest asks for anything that is not there. */
  | { readonly type: 'nothing' }
  /** Lock files may have changed. `how` is for a person: `npm install`. */
  | { readonly type: 'installed'; readonly how: string }
  | { readonly type: 'failed'; readonly message: string }
  /**
   * What no change of the tree can mend: the registry is out of reach or fails, also at a second try, or a package
   * manager is not here. The message says what to see to.
   */
  | { readonly type: 'hindered'; readonly message: string };

export type SetupResult =
  | {
      readonly ok: true /** What was done, for a person: `linked node_modules`, `npm ci`, `nothing to set up`. */;
      readonly how: string;
    }
  | { readonly ok: false; readonly message: string };

/** The private clone of one spec: a tree an engine may do anything to. */
export interface Workspace {
  /** Absolute path of the tree. */
  readonly root: string;
  /**
   * Absolute folders outside it that links in it lead to: git objects, installed dependencies. Grows with `setUp` and
   * `install`.
   */
  readonly borrows: readonly string[];
  /** Variables by which programs find what was installed outside the tree; changes with `install`. */
  readonly env: Readonly<Record<string, string>>;
  /** Brings the tree to a commit, everything else gone but what setting up made; the engine's `.git` made anew. */
  reset(to: Sha): Promise<void>;
  /** The tree as it stands, by our own index: new, deleted, renamed, mode-changed, oddly named and all. */
  snapshot(): Promise<Sha>;
  /** Makes the tree on disk equal to a git tree, as `reset` does: ignored files that came after setting up go too. */
  restore(tree: Sha): Promise<void>;
  /** Makes dependencies and copied files available; called once after the first `reset`. */
  setUp(request: SetupRequest): Promise<SetupResult>;
  /**
   * Installs what changed manifests ask for: from the registry alone, install scripts off, lock files brought up to
   * date. Where the user has `workspace.setup` commands, these are run after it. A later reset takes back what the
   * commit does not ask for.
   * @param changed paths changed since the last reset
   */
  install(changed: readonly string[], request: InstallRequest): Promise<InstallResult>;
  /** Removes the clone. */
  close(): Promise<void>;
}

/** Makes private clones below the cache folder and reclaims those of dead runs. */
export interface Workspaces {
  open(spec: string): Promise<Workspace>;
  /** Removes what dead runs left behind. Call only with the run lock held. */
  reclaim(): Promise<void>;
}
