import { close, type FakeRepository, markMerged } from './repository.ts';
import type { FakePull } from './types.ts';

export interface Landing {
  readonly method?: 'merge' | 'squash';
  /** Default false. */
  readonly deleteBranch?: boolean;
}

export type LandingResult = 'merged' | 'not_open' | 'draft' | 'conflict';

/** Merges a pull request for real, where there is a repository. */
export async function land(
  repository: FakeRepository,
  pull: FakePull,
  { method = 'merge', deleteBranch = false }: Landing,
): Promise<LandingResult> {
  await repository.settle();
  if (pull.state !== 'open') return 'not_open';
  if (pull.draft) return 'draft';
  const { base, head, number, title } = pull;
  const message =
    method === 'squash'
      ? `${title} (#${String(number)})`
      : `Merge pull request #${String(number)} from ${repository.options.owner}/${head}\n\n${title}`;
  const sha = await repository.git?.merge({ base, head, method, message });
  if (sha === null) return 'conflict';
  markMerged(pull, sha ?? null);
  if (deleteBranch) await removeBranch(repository, head);
  return 'merged';
}

/**
 * Deletes a branch. Open pull requests based on it move to the base it was merged into; without
 * such a merge they are closed, and so are those that come from it.
 */
export async function removeBranch(repository: FakeRepository, branch: string): Promise<boolean> {
  if (!(await repository.hasBranch(branch))) return false;
  const landed = repository.pulls.filter((pull) => pull.head === branch && pull.mergedAt !== null);
  const target = landed.at(-1)?.base;
  for (const pull of repository.pulls.filter((one) => one.state === 'open')) {
    if (pull.head === branch && pull.headRepo === 'own') close(pull);
    else if (pull.base === branch && target !== undefined) pull.base = target;
    else if (pull.base === branch) close(pull);
  }
  await repository.git?.deleteBranch(branch);
  return true;
}
