import * as z from 'zod';

/** What can be wrong with what our commits say; a closed set. */
const HISTORY_FAULTS = [
  'trailers',
  'spec_missing',
  'unknown_chunk',
  'not_ticked',
  'ticked_before',
  'ticked_others',
  'digest',
  'twice',
  'steps',
  'ticked_without_commit',
  'unticked',
  'not_in_audit',
  'audit_differs',
  'audit_unfinished',
  'audit_missing',
] as const;

const fault = z.object({
  code: z.enum(HISTORY_FAULTS),
  /** The commit at fault; null for what no commit stands for. */
  sha: z.string().nullable(),
  spec: z.string().nullable(),
  chunk: z.string().nullable(),
  /** One sentence. */
  message: z.string(),
});

/** One thing that does not agree. */
export type HistoryFault = Readonly<z.infer<typeof fault>>;

/** The document of `verify --json`. */
export const historyDataSchema = z.object({
  schemaVersion: z.literal(1),
  /** What was looked at, as git writes it. */
  range: z.array(z.string()),
  commits: z.array(
    z.object({
      sha: z.string(),
      spec: z.string(),
      chunk: z.string(),
      title: z.string(),
      engine: z.string(),
      verified: z.string(),
      proof: z.string(),
    }),
  ),
  audit: z.object({
    records: z.number().int(),
    /** The first line that does not fit; null where the chain holds. */
    brokenAt: z.number().int().nullable(),
    why: z.string().nullable(),
  }),
  faults: z.array(fault),
  exitCode: z.number().int(),
});

export type HistoryData = z.infer<typeof historyDataSchema>;
