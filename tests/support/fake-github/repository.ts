import { type BareGit, createBareGit } from './bare-git.ts';
import type { FakeGithubOptions, FakePull } from './types.ts';

/** What the server knows: the pull requests, and the branches by way of git. */
export interface FakeRepository {
  readonly options: FakeGithubOptions;
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly pulls: FakePull[];
  readonly git: BareGit | null;
  pull(number: number): FakePull | undefined;
  hasBranch(name: string): Promise<boolean>;
  add(pull: NewPull): FakePull;
  /** Takes in what was pushed meanwhile: merged heads, deleted branches. */
  settle(): Promise<void>;
}

interface NewPull {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
  readonly author: string;
  readonly headRepo?: FakePull['headRepo'];
}

export function createRepository(options: FakeGithubOptions): FakeRepository {
  const git = options.gitDir === undefined ? null : createBareGit(options.gitDir);
  const pulls: FakePull[] = [];
  return {
    options,
    git,
    pulls,
    fullName: `${options.owner}/${options.repo}`,
    defaultBranch: options.defaultBranch ?? 'main',
    pull: (number) => pulls.find((pull) => pull.number === number),
    hasBranch: async (name) => git === null || (await git.tip(name)) !== null,
    add: (pull) => {
      const added = newPull(pull, pulls.length + 1);
      pulls.push(added);
      return added;
    },
    settle: async () => {
      if (git === null) return;
      for (const pull of pulls) await settlePull(git, pull);
    },
  };
}

function newPull(pull: NewPull, number: number): FakePull {
  const now = new Date().toISOString();
  return {
    headRepo: 'own',
    ...pull,
    number,
    nodeId: `PR_kwDOfake${String(number)}`,
    state: 'open',
    mergedAt: null,
    mergeSha: null,
    headSha: null,
    reviewers: new Set(),
    teams: new Set(),
    labels: new Set(),
    createdAt: now,
    updatedAt: now,
  };
}

/** GitHub closes a pull request whose branch is gone and marks one as merged whose commits arrived in its base. */
async function settlePull(git: BareGit, pull: FakePull): Promise<void> {
  if (pull.state !== 'open' || pull.headRepo !== 'own') return;
  const tip = await git.tip(pull.head);
  if (tip === null || (await git.tip(pull.base)) === null) {
    close(pull);
    return;
  }
  pull.headSha = tip;
  if ((await git.ahead(pull.base, pull.head)) === 0) markMerged(pull, tip);
}

export function close(pull: FakePull): void {
  pull.state = 'closed';
  pull.updatedAt = new Date().toISOString();
}

export function markMerged(pull: FakePull, sha: string | null): void {
  close(pull);
  pull.mergedAt = pull.updatedAt;
  pull.mergeSha = sha;
}
