import * as z from 'zod';

const count = z.number().int().nonnegative();
const share = z.object({ covered: count, total: count });

/** What the reports of one verification say. */
export const coverageSchema = z.object({
  /** Of the executable lines that the change adds; null where no report knows one. */
  patch: share.nullable(),
  /** Of everything: null where nothing measured it, left out where less than everything was run. */
  project: share
    .extend({
      /** Percentage points against the base; null where nobody knows. */
      change: z.number().nullable(),
      /** Percent that should run; whether less is refused is another matter. */
      floor: z.number(),
    })
    .nullable()
    .optional(),
});

export type CoverageFigures = Readonly<z.infer<typeof coverageSchema>>;
export type ProjectFigures = Readonly<NonNullable<CoverageFigures['project']>>;
