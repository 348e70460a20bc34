import type { ForgeResult } from '../../domain/pull.ts';
import type { Forge } from '../../ports/forge.ts';
import { readRepository, whoami } from './account.ts';
import { createGithubApi, type GithubAccess, type GithubApi, type Reply } from './api.ts';
import { parseApiUrl } from './api-url.ts';
import { addLabels, requestReviewers } from './attention.ts';
import { pullReply, toPull } from './pull-reply.ts';
import {
  findPull,
  type GithubPulls,
  listPulls,
  openPull,
  type Repository,
  scope,
} from './pulls.ts';
import { markReady } from './ready.ts';

/** The access, with the API's address as a person gave it: `GITHUB_API_URL`, or undefined for GitHub's own. */
export interface GithubForgeOptions extends Omit<GithubAccess, 'apiUrl'> {
  readonly apiUrl: string | undefined;
}

type Change = Parameters<Forge['updatePull']>[1];

/**
 * GitHub over its REST API. Requests have a deadline and bounded retries for what passes by itself
 * (no connection, 5xx, rate limits of at most a minute); every refusal comes back classified.
 * @throws CodeliciousError `config` for an address of the API that is not safe to send a token to
 */
export function createGithubForge(given: GithubForgeOptions): Forge {
  const access: GithubAccess = { ...given, apiUrl: parseApiUrl(given.apiUrl) };
  const { token, apiUrl } = access;
  const api = createGithubApi(access);
  const repository = repositoryOf(access);
  const pulls: GithubPulls = { api, repository };
  return {
    kind: 'github',
    whoami: async () => result(await whoami(api, { repository, token })),
    defaultBranch: () => defaultBranch(api, repository),
    listPulls: async (headPrefix) => result(await listPulls(pulls, headPrefix)),
    findPull: async (head) => result(await findPull(pulls, head)),
    openPull: async (request) => result(await openPull(pulls, request)),
    updatePull: async (number, change) => result(await updatePull(pulls, number, change)),
    markReady: async (number) => result(await markReady(pulls, { number, apiUrl })),
    requestReviewers: async (number, reviewers) =>
      result(await requestReviewers({ ...pulls, number }, reviewers)),
    addLabels: async (number, labels) => result(await addLabels({ ...pulls, number }, labels)),
  };
}

/** A person's address of the repository: the API's host without its `api.` or `/api/v3`. */
function repositoryOf({ owner, repo, apiUrl }: GithubAccess): Repository {
  const { protocol, host } = new URL(apiUrl);
  return { owner, repo, url: `${protocol}//${host.replace(/^api\./, '')}/${owner}/${repo}` };
}

async function defaultBranch(
  api: GithubApi,
  repository: Repository,
): Promise<ForgeResult<string | null>> {
  const reply = await readRepository(api, repository);
  return result(reply.ok ? { ...reply, value: reply.value.default_branch ?? null } : reply);
}

async function updatePull({ api, repository }: GithubPulls, number: number, change: Change) {
  return api.ask({
    what: `update pull request #${String(number)}`,
    schema: pullReply.transform((reply) => toPull(reply, repository.url)),
    send: (octokit, signal) =>
      octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
        ...scope(repository),
        pull_number: number,
        ...change,
        request: { signal },
      }),
  });
}

function result<T>(reply: Reply<T>): ForgeResult<T> {
  return reply.ok
    ? { ok: true, value: reply.value }
    : { ok: false, code: reply.code, message: reply.message };
}
