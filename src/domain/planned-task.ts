import * as z from 'zod';

/** Tasks beyond this are not believed: as many as a spec may hold. */
const MAX_TASKS = 100;

/** One task of a plan that a model made, as it is asked to write it. */
const plannedTask = z.object({
  /** One line, an imperative. */
  title: z.string().trim().min(1).max(300),
  /** What is to be done, in a few sentences. */
  description: z.string().default(''),
  /** Repository-relative paths it is about. */
  files: z.array(z.string()).default([]),
  /** Positions, from 0, of the tasks in this list that must be built before. */
  depends_on: z.array(z.number().int().nonnegative()).default([]),
  /** How its result is judged. */
  validation: z.string().default(''),
});

/** The answer to a `plan` job. */
export const planReplySchema = z.object({ tasks: z.array(plannedTask).min(1).max(MAX_TASKS) });

export type PlannedTask = Readonly<z.infer<typeof plannedTask>>;

/** The tasks of an answer, or null for what is none. Whether they make sense is not judged here. */
export function readPlanReply(value: unknown): readonly PlannedTask[] | null {
  const read = planReplySchema.safeParse(value);
  return read.success ? read.data.tasks : null;
}
