import type { NumstatEntry } from '../domain/changeset.ts';
import type { Sha } from '../domain/ids.ts';

/** A commit of ours or anybody's, with its trailers. */
export interface CommitInfo {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly subject: string;
  /** Trailer values by key as written, e.g. `Codelicious-Chunk`; a repeated key keeps its last value. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** The reading half of a repository: what is needed to know what was built. */
export interface History {
  resolve(revision: string): Promise<Sha | null>;
  /** Text of a file at a commit or tree; null where absent. */
  fileAt(revision: string, path: string): Promise<string | null>;
  /**
   * Texts of several files at one revision in one go; absent ones are left out.
   * @param atHand texts that the files may have there as well, by path; those are not read
   */
  filesAt(
    revision: string,
    paths: readonly string[],
    atHand?: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, string>>;
  mergeBase(a: string, b: string): Promise<Sha | null>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /** Commits in `from..to` that carry a `Codelicious-Chunk` trailer, oldest first; all of `to` when `from` is null. */
  chunkCommits(from: string | null, to: string): Promise<readonly CommitInfo[]>;
  /** The newest commits in `from..to`, at most `limit`, oldest of them first; all of `to` when `from` is null. */
  commits(from: string | null, to: string, limit: number): Promise<readonly CommitInfo[]>;
  /** Every text a file had in `from..to`, newest first. */
  versions(from: string | null, to: string, path: string): Promise<readonly string[]>;
  /** Three-way merge of texts; null on conflict. */
  mergeTexts(ours: string, ancestor: string, theirs: string): Promise<string | null>;
  /** Rows of `numstat -z -M --diff-algorithm=myers`; `generated` by the attributes of `attributesOf`. */
  numstat(from: string, tree: string, attributesOf: string): Promise<readonly NumstatEntry[]>;
}
