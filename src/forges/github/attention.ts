import * as z from 'zod';
import type { GithubApi, Reply } from './api.ts';
import { type Repository, scope } from './pulls.ts';

interface Call {
  readonly api: GithubApi;
  readonly repository: Repository;
  readonly number: number;
}

const anything = z.unknown().transform(() => null);
const DONE: Reply<null> = { ok: true, value: null, link: null };

/**
 * Asks people, and teams written `org/team`, for a review. GitHub turns the whole list down for one name it
 * does not accept, so that a refused list is asked for name by name; the refusal returned is the last one.
 */
export async function requestReviewers(
  call: Call,
  reviewers: readonly string[],
): Promise<Reply<null>> {
  if (reviewers.length === 0) return DONE;
  const together = await askFor(call, reviewers);
  if (together.ok || together.code !== 'invalid' || reviewers.length === 1) return together;
  let last: Reply<null> = DONE;
  for (const reviewer of reviewers) {
    const alone = await askFor(call, [reviewer]);
    if (!alone.ok) last = alone;
  }
  return last;
}

async function askFor(
  { api, repository, number }: Call,
  reviewers: readonly string[],
): Promise<Reply<null>> {
  const [teams, people] = [
    reviewers.filter((name) => name.includes('/')),
    reviewers.filter((name) => !name.includes('/')),
  ];
  return api.ask({
    what: `ask ${reviewers.join(', ')} to review #${String(number)}`,
    schema: anything,
    send: (octokit, signal) =>
      octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', {
        ...scope(repository),
        pull_number: number,
        reviewers: people.map((name) => name.replace(/^@/, '')),
        team_reviewers: teams.map((name) => name.slice(name.lastIndexOf('/') + 1)),
        request: { signal },
      }),
  });
}

/** Adds labels; those that the repository lacks are made by GitHub. */
export async function addLabels(
  { api, repository, number }: Call,
  labels: readonly string[],
): Promise<Reply<null>> {
  if (labels.length === 0) return Promise.resolve(DONE);
  return api.ask({
    what: `label pull request #${String(number)}`,
    schema: anything,
    send: (octokit, signal) =>
      octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
        ...scope(repository),
        issue_number: number,
        labels: [...labels],
        request: { signal },
      }),
  });
}
