import * as z from 'zod';

/** Tasks beyond this are not believed: as many as a spec may hold. */
const MAX_TASKS = 100;

/** One task of a plan that a model made, as it is asked to write it. */
const toldTask = z.object({
  /** One line, an imperative. */
  title: z.string().trim().min(1).max(300),
  /** What is to be done, in a few sentences. */
  description: z.string().default(''),
  /** Repository-relative paths it is about. */
  files: z.array(z.string()).default([]),
  /** Positions, from 0, of the tasks in this list that must be built before, or their titles. */
  depends_on: z.array(z.union([z.number(), z.string()])).default([]),
  /** How its result is judged. */
  validation: z.string().default(''),
});

/** The answer to a `plan` job. */
export const planReplySchema = z.object({
  tasks: z.array(toldTask).min(1).max(MAX_TASKS).transform(withPositions),
});

type ToldTask = z.infer<typeof toldTask>;

/** A task of a plan; what it depends on is told by positions alone. */
export type PlannedTask = Readonly<Omit<ToldTask, 'depends_on'>> & {
  readonly depends_on: number[];
};

/** Titles as positions; what names no other task of the list is left out, for the rest of the plan is as good without it. */
function withPositions(tasks: readonly ToldTask[]): PlannedTask[] {
  const keys = tasks.map(({ title }) => keyOf(title));
  const positionOf = (told: number | string): number => {
    if (typeof told === 'number') return told;
    const named = keys.indexOf(keyOf(told));
    return named === -1 && /^\d{1,3}$/.test(told.trim()) ? Number(told) : named;
  };
  const isOther = (told: number | string, own: number): boolean =>
    typeof told === 'number' || keyOf(told) !== keys[own];
  return tasks.map((task, own) => ({
    ...task,
    depends_on: task.depends_on
      .filter((told) => isOther(told, own))
      .map(positionOf)
      .filter((at) => tasks[at] !== undefined),
  }));
}

function keyOf(title: string): string {
  return title.normalize('NFC').trim().toLowerCase();
}

/** The tasks of an answer, or null for what is none. Whether they make sense is not judged here. */
export function readPlanReply(value: unknown): readonly PlannedTask[] | null {
  const read = planReplySchema.safeParse(value);
  return read.success ? read.data.tasks : null;
}
