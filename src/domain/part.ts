import type { ChunkId, Sha } from './ids.ts';
import type { Proof } from './proof.ts';
import type { PullRequest } from './pull.ts';
import type { Caps } from './size.ts';

/** One of our commits, as its trailers tell it. */
export interface ChunkCommit {
  readonly sha: Sha;
  readonly spec: string;
  readonly chunk: ChunkId;
  readonly title: string;
  /** `[k, n]` for one step of a divided chunk. */
  readonly step: readonly [number, number] | null;
  readonly engine: string;
  readonly verified: string;
  /** Null where the commit does not say. */
  readonly proof: Proof | null;
  readonly run: string;
  /** The chunk's instruction digest when it was built; null where the commit does not carry one. */
  readonly digest: string | null;
  /** A single commit that exceeds the caps because it could be neither shrunk nor divided. */
  readonly oversize: boolean;
}

/** One link of a spec's stack: a branch and its pull request. */
export interface Part {
  /** 1-based. */
  readonly number: number;
  readonly branch: string;
  /** The branch name its pull request points at. */
  readonly base: string;
  /** The commit the part starts from: merge base of its tip and its base. */
  readonly start: Sha;
  readonly tip: Sha;
  readonly commits: readonly ChunkCommit[];
  /** All commits from `start` to `tip`, people's included. */
  readonly commitCount: number;
  /** Lines against `start`. */
  readonly lines: number;
  /** Binary files it changes; they count as no lines. */
  readonly binaries: readonly string[];
  readonly pull: PullRequest | null;
  /** Ready for review, merged or closed: nothing is added any more. */
  readonly closed: boolean;
  /** Why a full run on its tip keeps it a draft, one sentence each; left out where none failed. */
  readonly held?: readonly string[];
  /** A full run on its tip was green; left out where nobody knows. */
  readonly whole?: boolean;
}

/** How a candidate tree would sit in the stack. */
export interface Candidate {
  /** Lines of the candidate against the current part's start. */
  readonly linesInPart: number;
  /** Lines of the candidate against the current tip. */
  readonly linesAlone: number;
  readonly caps: Pick<Caps, 'maxCommits' | 'maxLoc'>;
}

export type Placement = 'current' | 'next' | 'too_big';

/** Where one more commit belongs: the current part, a new one, or nowhere as it is. */
export function place(
  part: Pick<Part, 'commits' | 'commitCount' | 'closed'>,
  candidate: Candidate,
): Placement {
  const { caps } = candidate;
  const oversize = part.commits.some((commit) => commit.oversize);
  const open = !part.closed && !oversize && part.commitCount < caps.maxCommits;
  if (open && candidate.linesInPart <= caps.maxLoc) return 'current';
  return candidate.linesAlone <= caps.maxLoc ? 'next' : 'too_big';
}

/** `codelicious/spec-12`, `codelicious/spec-12-part-2`. */
export function partBranch(stem: string, number: number): string {
  return number === 1 ? stem : `${stem}-part-${number}`;
}
