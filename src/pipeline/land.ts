import type { Chunk } from '../domain/chunk.ts';
import type { Sha } from '../domain/ids.ts';
import { type Part, type Placement, place } from '../domain/part.ts';
import type { Size } from '../domain/size.ts';
import type { Candidate, Failure } from './attempt.ts';
import { measure } from './measure.ts';
import type { Progress } from './progress.ts';
import type { SpecEnv } from './spec-env.ts';

/** Where a tree would go, and how long it is there. */
export interface Placed {
  readonly placement: Placement;
  /** Size of the part if it takes the tree. */
  readonly size: Size;
  /** Size against the last good commit. */
  readonly alone: Size;
}

/** What one commit is made of. */
export interface Landing {
  readonly chunk: Chunk;
  readonly tree: Sha;
  /** The spec as it stands in `tree`. */
  readonly specText: string;
  readonly candidate: Pick<Candidate, 'verdict' | 'proof' | 'engine' | 'usage'>;
  readonly step: readonly [number, number] | null;
  /** `next` opens a part; `oversize` opens one of its own. */
  readonly where: 'current' | 'next' | 'oversize';
  /** Size of the part with this commit. */
  readonly size: Size;
}

export type Landed =
  | { readonly type: 'landed'; readonly progress: Progress }
  /** `progress` knows the steps that were committed before. */
  | { readonly type: 'failed'; readonly failure: Failure; readonly progress: Progress };

/** Measures a candidate tree against the current part and alone. */
export async function placeTree(tree: Sha, progress: Progress, env: SpecEnv): Promise<Placed> {
  const { config, git } = env.deps;
  const specPath = progress.spec.path;
  const part = progress.parts.at(-1);
  const alone = await measure(git, { from: progress.tip, to: tree, specPath, config });
  if (part === undefined)
    return { placement: alone.lines <= config.maxLoc ? 'next' : 'too_big', size: alone, alone };
  const inPart = await measure(git, { from: part.start, to: tree, specPath, config });
  const placement = place(part, {
    linesInPart: inPart.lines,
    linesAlone: alone.lines,
    caps: config,
  });
  return { placement, size: placement === 'current' ? inPart : alone, alone };
}

/** The part on top while it can take one more commit. */
export function openPart({ parts }: Pick<Progress, 'parts'>, maxCommits: number): Part | null {
  const part = parts.at(-1);
  if (part === undefined || part.closed || part.commitCount >= maxCommits) return null;
  return part.commits.some((commit) => commit.oversize) ? null : part;
}
