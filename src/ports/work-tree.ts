import type { Sha } from '../domain/ids.ts';

/** Files on disk and the index of ours that describes them. */
export interface WorkTree {
  /**
   * Makes the files equal to a commit or tree. Files that are neither in it nor ignored go, those
   * at or below `spared` stay.
   * @param spared paths relative to the root that are not part of the work
   */
  checkOut(to: Sha, spared: readonly string[]): Promise<void>;
  /**
   * The files as a tree: new, deleted, renamed, mode-changed, oddly named and all; what `.gitignore`
   * names and what is at or below `hidden` and not in the index is left out. Repositories nested in
   * it lose their `.git` and count as the files they are.
   */
  write(hidden: readonly string[]): Promise<Sha>;
  /**
   * Puts a fresh `.git` into the root for the eyes of whoever works there, `hidden` ignored; nothing
   * in it is ever read back.
   */
  presentAs(commit: Sha, hidden: readonly string[]): Promise<void>;
  /** Text of a file of a commit or tree; null where there is none. */
  textAt(commit: Sha, path: string): Promise<string | null>;
  /** Absolute folders of git objects that the `.git` of `presentAs` borrows from. */
  objects(): Promise<readonly string[]>;
  /** Paths that are ignored and not in the index; a folder that holds nothing else as one, ending in `/`. */
  ignored(): Promise<readonly string[]>;
  /** Removes what is ignored, what is at or below `spared` aside. */
  clearIgnored(spared: readonly string[]): Promise<void>;
  /** Paths of the index. */
  tracked(): Promise<readonly string[]>;
  /** Paths that are neither in the index nor ignored; a nested repository as one, ending in `/`. */
  untracked(): Promise<readonly string[]>;
}

/** Where the files are, and where the index that describes them is kept. */
export interface WorkTreePlace {
  readonly root: string;
  readonly index: string;
}

/** Private trees over the run's own repository. */
export interface WorkTrees {
  at(place: WorkTreePlace): WorkTree;
  /** Ignored files of the user's checkout outside `node_modules`, sorted. */
  ignored(): Promise<readonly string[]>;
  /** Untracked files of the user's checkout that the patterns of a `.gitignore`-like file name, sorted. */
  namedBy(patternFile: string): Promise<readonly string[]>;
  /** Removes locks and short-lived files of dead runs. Call only with the run lock held. */
  reclaim(): Promise<void>;
}
