import * as z from 'zod';
import type { GithubApi, Reply } from './api.ts';
import { type Repository, scope } from './pulls.ts';

/** Prefix of an app installation's token, which is what GitHub Actions hands to a job. */
const INSTALLATION_TOKEN = 'ghs_';

const repositoryReply = z.object({ default_branch: z.string().nullish() });

/** The repository, as far as it is looked at. */
export async function readRepository(api: GithubApi, repository: Repository) {
  return api.ask({
    what: `read ${repository.owner}/${repository.repo}`,
    schema: repositoryReply,
    send: (octokit, signal) =>
      octokit.request('GET /repos/{owner}/{repo}', { ...scope(repository), request: { signal } }),
  });
}

/**
 * The account behind the token. A job's own token belongs to no account: GitHub forbids it `/user`,
 * so that being able to read the repository is what counts.
 */
export async function whoami(
  api: GithubApi,
  { repository, token }: { readonly repository: Repository; readonly token: string },
): Promise<Reply<string>> {
  const user = await api.ask({
    what: 'name the account',
    schema: z.object({ login: z.string() }),
    send: (octokit, signal) => octokit.request('GET /user', { request: { signal } }),
  });
  if (user.ok) return { ...user, value: user.value.login };
  if (user.code !== 'forbidden' && user.code !== 'not_found') return user;
  const seen = await readRepository(api, repository);
  if (!seen.ok) return seen;
  const name = token.startsWith(INSTALLATION_TOKEN) ? 'github-actions' : 'unknown account';
  return { ...seen, value: name };
}
