import * as z from 'zod';
import type { PullRequest } from '../../domain/pull.ts';

/** A person may type the state; capitals do not matter. */
const state = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.enum(['open', 'closed', 'merged']));

/** A pull request as `<n>.json` holds it. What a person adds beside it is kept. */
export const pullRecord = z.looseObject({
  version: z.literal(1),
  number: z.number().int().positive(),
  state,
  draft: z.boolean(),
  head: z.string().min(1),
  base: z.string().min(1),
  title: z.string(),
  body: z.string(),
  author: z.string(),
  reviewers: z.array(z.string()),
  labels: z.array(z.string()),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  updatedAt: z.string(),
});

export type PullRecord = z.infer<typeof pullRecord>;

/**
 * @returns null when the text is no record of pull request `number`
 */
export function parseRecord(text: string, number: number): PullRecord | null {
  const parsed = pullRecord.safeParse(parseJson(text));
  return parsed.success && parsed.data.number === number ? parsed.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param url the path of the readable file */
export function toPull(record: PullRecord, url: string): PullRequest {
  const { number, state, draft, head, base, title, body } = record;
  return { number, url, state, draft, head, base, title, body };
}
