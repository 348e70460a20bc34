import * as z from 'zod';
import type { PullRequest } from '../../domain/pull.ts';
import type { OpenPull } from '../../ports/forge.ts';
import type { GithubApi, Reply } from './api.ts';
import { isOurs, type PullReply, pullReply, toPull } from './pull-reply.ts';

/** The repository that is asked about. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
  /** Where a person sees it. */
  readonly url: string;
}

export interface GithubPulls {
  readonly api: GithubApi;
  readonly repository: Repository;
}

/** The most the API gives at once. */
const PER_PAGE = 100;
/** Pages read at most: the newest 5000 pull requests. */
const MAX_PAGES = 50;

/** Our pull requests in any state by head prefix, oldest first; newest pages are read first. */
export async function listPulls(
  { api, repository }: GithubPulls,
  headPrefix: string,
): Promise<Reply<readonly PullRequest[]>> {
  const found = new Map<number, PullReply>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const reply = await api.ask({
      what: 'list the pull requests',
      schema: z.array(pullReply),
      send: (octokit, signal) =>
        octokit.request('GET /repos/{owner}/{repo}/pulls', {
          ...scope(repository),
          state: 'all',
          sort: 'created',
          direction: 'desc',
          per_page: PER_PAGE,
          page,
          request: { signal },
        }),
    });
    if (!reply.ok) return reply;
    for (const pull of reply.value) found.set(pull.number, pull);
    if (!hasNext(reply.link, reply.value.length)) break;
  }
  const ours = [...found.values()].filter((pull) => pull.head.ref.startsWith(headPrefix));
  return { ok: true, link: null, value: oldestFirst(ours, repository) };
}

function hasNext(link: string | null, length: number): boolean {
  return link === null ? length >= PER_PAGE : /\brel="?next"?/.test(link);
}

function oldestFirst(pulls: readonly PullReply[], { url }: Repository): PullRequest[] {
  const ours = pulls.filter(isOurs).sort((a, b) => a.number - b.number);
  return ours.map((pull) => toPull(pull, url));
}

/** The newest open pull request of a head branch. */
export async function findPull(
  { api, repository }: GithubPulls,
  head: string,
): Promise<Reply<PullRequest | null>> {
  const reply = await api.ask({
    what: `look for the pull request of ${head}`,
    schema: z.array(pullReply),
    send: (octokit, signal) =>
      octokit.request('GET /repos/{owner}/{repo}/pulls', {
        ...scope(repository),
        state: 'open',
        head: `${repository.owner}:${head}`,
        per_page: PER_PAGE,
        request: { signal },
      }),
  });
  if (!reply.ok) return reply;
  const ours = reply.value.filter((pull) => pull.head.ref === head && pull.state === 'open');
  return { ...reply, value: oldestFirst(ours, repository).at(-1) ?? null };
}

/** Reads one pull request in full. */
export async function readPull({ api, repository }: GithubPulls, number: number) {
  return api.ask({
    what: `read pull request #${String(number)}`,
    schema: pullReply,
    send: (octokit, signal) =>
      octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        ...scope(repository),
        pull_number: number,
        request: { signal },
      }),
  });
}

/**
 * Opens a pull request, or returns the open one of its head branch. A refusal as invalid is
 * answered by a look for one that came into being meanwhile, then by a try without draft.
 */
export async function openPull(pulls: GithubPulls, request: OpenPull): Promise<Reply<PullRequest>> {
  const before = await findPull(pulls, request.head);
  if (!before.ok) return before;
  if (before.value !== null) return { ...before, value: before.value };
  const created = await create(pulls, request);
  if (created.ok || created.code !== 'invalid') return created;
  const meanwhile = await findPull(pulls, request.head);
  if (meanwhile.ok && meanwhile.value !== null) return { ...meanwhile, value: meanwhile.value };
  if (!request.draft || namesABranch(created)) return created;
  return create(pulls, { ...request, draft: false });
}

/** Whether the refusal is about head or base: then it is not about being a draft. */
function namesABranch(reply: Extract<Reply<unknown>, { ok: false }>): boolean {
  const fields = reply.fault.kind === 'http' ? reply.fault.fields : [];
  return fields.some((field) => /^(?:head|base)/.test(field));
}

async function create(pulls: GithubPulls, request: OpenPull): Promise<Reply<PullRequest>> {
  const { api, repository } = pulls;
  return api.ask({
    what: `open a pull request for ${request.head}`,
    schema: pullReply.transform((reply) => toPull(reply, repository.url)),
    send: (octokit, signal) =>
      octokit.request('POST /repos/{owner}/{repo}/pulls', {
        ...scope(repository),
        ...request,
        request: { signal },
      }),
    probe: async () => {
      const found = await findPull(pulls, request.head);
      return found.ok ? found.value : null;
    },
  });
}

/** The route's parameters that name the repository. */
export function scope({ owner, repo }: Repository): { owner: string; repo: string } {
  return { owner, repo };
}
