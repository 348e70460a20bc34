import * as z from 'zod';
import type { PullRequest } from '../../domain/pull.ts';
import type { Reply } from './api.ts';
import { toPull } from './pull-reply.ts';
import { type GithubPulls, readPull } from './pulls.ts';

/** The REST API cannot do this: https://docs.github.com/graphql/reference/mutations#markpullrequestreadyforreview */
const MARK_READY = `mutation MarkReady($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;

const readyReply = z.object({
  data: z.object({
    markPullRequestReadyForReview: z.object({
      pullRequest: z.object({ isDraft: z.literal(false) }),
    }),
  }),
});

/** Takes a pull request out of draft; one that is ready already is returned as it is. */
export async function markReady(
  pulls: GithubPulls,
  { number, apiUrl }: { readonly number: number; readonly apiUrl: string },
): Promise<Reply<PullRequest>> {
  const before = await readPull(pulls, number);
  if (!before.ok) return before;
  const pull = toPull(before.value, pulls.repository.url);
  if (!pull.draft) return { ...before, value: pull };
  const marked = await pulls.api.ask({
    what: `mark pull request #${String(number)} ready for review`,
    schema: readyReply,
    send: (octokit, signal) =>
      octokit.request({
        method: 'POST',
        url: graphqlUrl(apiUrl),
        query: MARK_READY,
        variables: { id: before.value.node_id },
        request: { signal },
      }),
  });
  return marked.ok
    ? { ...before, value: { ...pull, draft: false } }
    : seeAgain(pulls, number, marked);
}

/** A refusal may hide a success whose reply was lost: what the pull request says is what counts. */
async function seeAgain(
  pulls: GithubPulls,
  number: number,
  refused: Reply<never>,
): Promise<Reply<PullRequest>> {
  const after = await readPull(pulls, number);
  if (!after.ok || after.value.draft === true) return refused;
  return { ...after, value: toPull(after.value, pulls.repository.url) };
}

/** GitHub Enterprise Server serves GraphQL beside `/api/v3`, github.com below the API's root. */
export function graphqlUrl(apiUrl: string): string {
  return apiUrl.endsWith('/api/v3') ? apiUrl.replace(/v3$/, 'graphql') : `${apiUrl}/graphql`;
}
