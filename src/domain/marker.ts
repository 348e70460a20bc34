import * as z from 'zod';

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
  questions: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        /** The digest of the instructions the question is about. */
        digest: z.string(),
        question: z.string(),
        options: z.array(z.string()),
      }),
    )
    .optional(),
});

export type MarkedQuestion = NonNullable<Marker['questions']>[number];

export type Marker = z.infer<typeof markerSchema>;
