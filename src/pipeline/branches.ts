import type { Sha } from '../domain/ids.ts';
import type { ChunkCommit } from '../domain/part.ts';
import type { Git } from '../ports/git.ts';
import type { History } from '../ports/history.ts';
import { readCommit } from '../text/commit-trailers.ts';

/** One of our branches with what it holds beyond the base. */
export interface BranchFacts {
  readonly name: string;
  readonly tip: Sha;
  /** Our commits in `base..tip`, oldest first. */
  readonly commits: readonly ChunkCommit[];
  /** The remote does not have the tip yet. */
  readonly unpushed: boolean;
}

/** Our commits in `from..to`, oldest first. */
export async function ourCommits(
  history: History,
  from: string | null,
  to: string,
): Promise<readonly ChunkCommit[]> {
  const infos = await history.chunkCommits(from, to);
  return infos.map(readCommit).filter((commit) => commit !== null);
}

/** Reads every branch once: what each holds, so that specs find theirs. */
export async function readBranches(
  history: History,
  base: Sha,
  tips: ReadonlyMap<string, { readonly tip: Sha; readonly unpushed: boolean }>,
): Promise<readonly BranchFacts[]> {
  const facts: BranchFacts[] = [];
  for (const [name, { tip, unpushed }] of tips) {
    facts.push({ name, tip, unpushed, commits: await ourCommits(history, base, tip) });
  }
  return facts;
}

/**
 * Joins what the remote has with what this machine kept. The longer of two lines of one history wins; where they
 * parted, the remote does, and ours is kept aside under `diverged/`.
 */
export async function joinTips(
  git: Git,
  remote: ReadonlyMap<string, Sha>,
  own: ReadonlyMap<string, Sha>,
): Promise<ReadonlyMap<string, { readonly tip: Sha; readonly unpushed: boolean }>> {
  const joined = new Map([...remote].map(([name, tip]) => [name, { tip, unpushed: false }]));
  for (const [name, ours] of own) {
    const theirs = remote.get(name);
    if (theirs === ours) continue;
    if (theirs === undefined || (await git.isAncestor(theirs, ours)))
      joined.set(name, { tip: ours, unpushed: true });
    else if (!(await git.isAncestor(ours, theirs)))
      await git.keep(`diverged/${ours.slice(0, 12)}`, ours);
  }
  return joined;
}
