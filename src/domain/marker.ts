import * as z from 'zod';
import { pendingPlanSchema } from './ledger-file.ts';

const questionSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** The digest of the instructions the question is about. */
  digest: z.string(),
  question: z.string(),
  options: z.array(z.string()),
  /** What was allowed when a secret was found. */
  allowance: z.string().optional(),
});

/** What the hidden marker of a pull request remembers, so that a squash merge loses nothing. */
export const markerSchema = z.object({
  v: z.literal(1),
  /** The spec's repository-relative path. */
  spec: z.string(),
  part: z.number().int().positive(),
  /** The chunks committed in this part, in order. */
  chunks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      /** The chunk's instruction digest when it was built. */
      digest: z.string(),
    }),
  ),
  /** Tasks without a commit because the engine asks something; in the topmost part's marker. */
  questions: z.array(questionSchema).optional(),
  /** The part's last commit, where a full run on it was green. */
  whole: z.string().optional(),
  /** A full run on the part's last commit failed. */
  held: z
    .object({
      /** That commit; what was found counts for no other. */
      tip: z.string(),
      /** One sentence each. */
      why: z.array(z.string()),
    })
    .optional(),
});

/** What parked tasks of one spec ask, as it is kept beside the branches. */
export const parkedSchema = z.object({
  v: z.literal(1),
  /** The spec's repository-relative path. */
  spec: z.string(),
  questions: z.array(questionSchema),
  /** The spec with the tasks a plan wrote into it, where the questions are about these and no commit carries them. */
  plan: pendingPlanSchema.optional(),
});

export type MarkedQuestion = z.infer<typeof questionSchema>;

export type ParkedQuestions = z.infer<typeof parkedSchema>;

export type Marker = z.infer<typeof markerSchema>;
