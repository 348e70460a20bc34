import * as z from 'zod';
import type { PullRequest } from '../../domain/pull.ts';

/** The parts of a repository by which two are told apart. */
const repository = z.object({
  id: z.number().optional(),
  full_name: z.string().optional(),
});

const side = z.object({
  ref: z.string(),
  /** Null when the fork it came from is gone. */
  repo: repository.nullish(),
});

/** A pull request as the REST API gives it: https://docs.github.com/rest/pulls/pulls */
export const pullReply = z.object({
  number: z.number().int().positive(),
  node_id: z.string().optional(),
  html_url: z.string().optional(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().nullish(),
  merged_at: z.string().nullish(),
  title: z.string(),
  body: z.string().nullish(),
  head: side,
  base: side,
});

export type PullReply = z.infer<typeof pullReply>;

/** @param repositoryUrl where a person sees the repository, for a reply without an address */
export function toPull(reply: PullReply, repositoryUrl: string): PullRequest {
  const merged = typeof reply.merged_at === 'string';
  return {
    number: reply.number,
    url: reply.html_url ?? `${repositoryUrl}/pull/${String(reply.number)}`,
    state: merged ? 'merged' : reply.state,
    draft: reply.draft === true,
    head: reply.head.ref,
    base: reply.base.ref,
    title: reply.title,
    body: reply.body ?? '',
  };
}

/** Whether the head branch lies in the repository itself, not in a fork, present or gone. */
export function isOurs({ head, base }: PullReply): boolean {
  if (head.repo === null) return false;
  if (head.repo === undefined || base.repo === undefined || base.repo === null) return true;
  if (head.repo.id !== undefined && base.repo.id !== undefined) {
    return head.repo.id === base.repo.id;
  }
  return head.repo.full_name?.toLowerCase() === base.repo.full_name?.toLowerCase();
}
