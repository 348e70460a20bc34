import type { FakeRepository } from './repository.ts';
import type { FakePull } from './types.ts';

const OWN_ID = 1001;
const FORK_ID = 2002;

/** The repository as `GET /repos/o/r` shows it. */
export function repositoryView({ fullName, options, defaultBranch }: FakeRepository) {
  return {
    id: OWN_ID,
    node_id: 'R_fake',
    name: options.repo,
    full_name: fullName,
    private: false,
    fork: false,
    html_url: `https://github.com/${fullName}`,
    owner: { login: options.owner, type: 'User' },
    default_branch: defaultBranch,
  };
}

/** A pull request as the REST API shows it. */
export function pullView(repository: FakeRepository, pull: FakePull) {
  const { fullName, options } = repository;
  return {
    number: pull.number,
    id: 5000 + pull.number,
    node_id: pull.nodeId,
    url: `https://api.github.com/repos/${fullName}/pulls/${String(pull.number)}`,
    html_url: `https://github.com/${fullName}/pull/${String(pull.number)}`,
    state: pull.state,
    draft: pull.draft,
    locked: false,
    title: pull.title,
    body: pull.body === '' ? null : pull.body,
    user: { login: pull.author },
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeSha,
    closed_at: pull.state === 'closed' ? pull.updatedAt : null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    requested_reviewers: [...pull.reviewers].map((login) => ({ login })),
    requested_teams: [...pull.teams].map((slug) => ({ slug })),
    labels: [...pull.labels].map((name) => ({ name })),
    head: headView(repository, pull),
    base: {
      label: `${options.owner}:${pull.base}`,
      ref: pull.base,
      repo: repositoryView(repository),
    },
  };
}

function headView(repository: FakeRepository, pull: FakePull) {
  const owner = pull.headRepo === 'own' ? repository.options.owner : 'stranger';
  const own = repositoryView(repository);
  const fork = {
    ...own,
    id: FORK_ID,
    full_name: `stranger/${repository.options.repo}`,
    fork: true,
  };
  const repo = { own, fork, gone: null }[pull.headRepo];
  return { label: `${owner}:${pull.head}`, ref: pull.head, sha: pull.headSha, repo };
}
