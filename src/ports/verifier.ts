import type { CheckResult } from '../domain/verdict.ts';

/** How much of a tree is to be judged. */
export type VerifyTask =
  /** What a chunk changed: its files, and the tests related to them. */
  | { readonly kind: 'change' }
  /** Everything: the base, the tree before a spec's last commit, a part that is about to close. */
  | { readonly kind: 'full' }
  /** These test files and nothing else. */
  | { readonly kind: 'tests'; readonly files: readonly string[] };

/** What is to be judged. */
export interface VerifyScope {
  /** Absolute path of the tree. */
  readonly root: string;
  /** As `Workspace.borrows`. */
  readonly borrows: readonly string[];
  readonly task: VerifyTask;
  /** The 1-based lines of a changed file that the change added; null for a file that is gone or no text. */
  readonly added: (path: string) => Promise<ReadonlySet<number> | null>;
  /** Names of the checks that are wanted; who cannot leave out the others runs them too. All where left out. */
  readonly only?: readonly string[];
  /** Paths the chunk changed, gone and former ones among them; none where the base is judged. */
  readonly changed: readonly string[];
  /** What the chunk is compared with, and the base: commits whose objects lie in `borrows`; left out where none do. */
  readonly commits?: { readonly tip: string; readonly base: string };
  /** Reads a file of the base alone, whatever earlier chunks brought along; `baseFile` where left out. */
  readonly onBase?: (path: string) => Promise<string | null>;
  /** Reads a file as it stands on the base commit; null where it does not exist. */
  readonly baseFile: (path: string) => Promise<string | null>;
  /** Whether a task, this one or one built before it, asks that the tests are run otherwise than this manifest says. */
  readonly asksForOtherRun?: (path: string) => boolean;
  /** The `CODELICIOUS_*` variables of the job, and those of `Workspace.env`. */
  readonly env: Readonly<Record<string, string>>;
}

/** One kind of check. */
export interface Verifier {
  readonly name: string;
  /**
   * Its checks tell their complaints apart, by themselves and not by what they print, and look at no more than the
   * task asks for. Such checks are run on the base before money is spent.
   */
  readonly structured?: boolean;
  /** It may change files of the tree, which is put back after it. */
  readonly alters?: boolean;
  applies(scope: VerifyScope): Promise<boolean>;
  check(scope: VerifyScope, signal: AbortSignal): Promise<readonly CheckResult[]>;
  /** Versions and commands of what it would run: with others, what it said of a tree counts no longer. */
  tools?(scope: VerifyScope): Promise<string>;
}
