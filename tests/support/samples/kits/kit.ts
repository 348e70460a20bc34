import type { Tree } from '../history.ts';
import type { Sample } from '../sample.ts';

/** Edits over a tree: text by path, null for a file that goes. */
export type Edits = Readonly<Record<string, string | null>>;

/** A sample repository with what engines may do to it. Members that a toolchain has no use for are left out. */
export interface Kit extends Sample {
  readonly files: Tree;
  /** Source and a test of it that fails without it. */
  readonly good: Edits;
  /** A file that is no program. */
  readonly syntax: Edits;
  /** Source altered so that the old test fails. */
  readonly broken?: Edits;
  /** The old test of the source that `broken` alters. */
  readonly test?: string;
  /** The old test, switched off. */
  readonly skipped?: string;
  /** Settings altered so that the old test is no longer run. */
  readonly blinded?: Edits;
  /** Source with a mistake, and the test that finds it. */
  readonly oldFailure?: Edits;
  /**
   * A test that counts its runs in a file of `XDG_CACHE_HOME`, apart for trees with the test of `good` and without it:
   * it fails the first time with it, and every other time without it.
   */
  readonly flakyOld?: Edits;
  /** As `good`, with a test that counts likewise and passes once. */
  readonly flakyNew?: Edits;
  /** Something the linters that are set up complain of. */
  readonly lint?: { readonly path: string; readonly text: string };
  /** Source that no reviewer should let pass. */
  readonly dangerous?: { readonly path: string; readonly text: string };
  /** A floor for the coverage, and source without a test. */
  readonly coverage?: { readonly settings: Edits; readonly untested: Edits };
}

/** A tree with edits made. */
export function withEdits(tree: Tree, edits: Edits): Tree {
  const made = Object.entries({ ...tree, ...edits }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return Object.fromEntries(made);
}
