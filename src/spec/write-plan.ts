import type { ChunkId } from '../domain/ids.ts';
import type { PlannedTask } from '../domain/planned-task.ts';
import type { Spec } from '../domain/spec.ts';
import { noteWords } from './safe-words.ts';
import { type NewTask, type WrittenTasks, writeTasks } from './write-tasks.ts';

/** Bounds of one planned task; together they keep it below every size at which a task is divided again. */
const LIMITS = { description: 1_200, validation: 300, files: 16 } as const;

/**
 * Writes a plan into a spec.
 * @param beneath the task that is divided; null for a spec without boxes
 * @param plan in build order, each task's `depends_on` before it
 * @returns null where it cannot be written so that reading it again gives these tasks
 */
export function writePlan(
  spec: Spec,
  beneath: ChunkId | null,
  plan: readonly PlannedTask[],
): WrittenTasks | null {
  // A sub-task has the files of its parent too, where it does not say that its own are all.
  const label = beneath === null ? 'files' : 'files here';
  return writeTasks(
    spec,
    beneath,
    plan.map((task) => newTask(task, label)),
  );
}

function newTask(task: PlannedTask, label: string): NewTask {
  const { title, description, validation, depends_on: after } = task;
  const files = task.files.slice(0, LIMITS.files).map((path) => `\`${path}\``);
  const notes = [
    noteWords(description, LIMITS.description),
    files.length === 0 ? '' : `${label}: ${files.join(', ')}`,
    validation === '' ? '' : `verify: ${noteWords(validation, LIMITS.validation)}`,
  ];
  return { title, notes: notes.filter((note) => note !== ''), after };
}
