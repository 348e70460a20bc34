import * as z from 'zod';
import { CHUNK_STATUSES } from './chunk.ts';

/** One chunk as last written down; a cache of what git and the forge say. */
export const ledgerEntrySchema = z.object({
  status: z.enum(CHUNK_STATUSES),
  title: z.string(),
  branch: z.string().nullable(),
  sha: z.string().nullable(),
  pr: z.number().int().nullable(),
  prUrl: z.string().nullable(),
  attempts: z.number().int().nonnegative(),
  reason: z.object({ code: z.string(), message: z.string() }).nullable(),
  updatedAt: z.string(),
  /** Which engine built it. */
  engine: z.string().nullable().default(null),
  /** The instruction digest when it was built. */
  digest: z.string().nullable().default(null),
  /** US dollars spent on all attempts; null when no engine said. */
  spentUsd: z.number().nullable().default(null),
  /** The part of it that a subscription covers. */
  equivalentUsd: z.number().default(0),
  /** Calls for it of which no price is known. */
  unpricedCalls: z.number().int().nonnegative().default(0),
  /** The user's local ref that keeps the last failed attempt. */
  attemptRef: z.string().nullable().default(null),
  /** The answers a parked chunk's question offers. */
  options: z.array(z.string()).default([]),
  /** What was allowed when a secret parked it. */
  allowance: z.string().optional(),
});

/** A spec's text with the tasks that a plan wrote into it, until a commit carries it. */
export const pendingPlanSchema = z.object({
  /** `Spec.hash` of the text that was planned; for any other the plan does not count. */
  of: z.string(),
  text: z.string(),
});

/** `state/<spec-slug>.json`. */
export const ledgerSchema = z.object({
  version: z.literal(1),
  spec: z.string(),
  chunks: z.record(z.string(), ledgerEntrySchema),
  plan: pendingPlanSchema.optional(),
});

export type PendingPlan = z.infer<typeof pendingPlanSchema>;

export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;
export type Ledger = z.infer<typeof ledgerSchema>;
