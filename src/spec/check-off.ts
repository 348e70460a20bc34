import type { ChunkId } from '../domain/ids.ts';
import type { Spec, Task } from '../domain/spec.ts';
import { clip, oneLine } from '../domain/text-limits.ts';
import { fillBoxes } from './boxes.ts';
import { marksOf } from './dialect.ts';
import { parseText } from './parse.ts';
import { placesBeneath, withSubTasks } from './sub-task-lines.ts';

/** Sub-tasks one split may write. */
const MAX_PARTS = 20;
/** Characters of a sub-task's text. */
const MAX_PART = 300;

/**
 * The spec's text with the boxes of these tasks ticked, and with those of the tasks around them of
 * which every required sub-task is then done. Nothing but box characters differs.
 */
export function tick(spec: Spec, ids: readonly ChunkId[]): string {
  const done = doneWith(spec.tasks, new Set(ids));
  const touched = new Set<ChunkId>(ids);
  for (const task of spec.tasks.toReversed()) {
    if (task.parent !== null && touched.has(task.id)) touched.add(task.parent);
  }
  const ticked = spec.tasks.filter(
    (task) => !task.done && done.has(task.id) && touched.has(task.id),
  );
  return fillBoxes(
    spec.text,
    ticked.map((task) => task.boxOffset),
    'x',
  );
}

/** What is done once `ids` are: these, ticked tasks, and parents whose required sub-tasks all are. */
function doneWith(tasks: readonly Task[], ids: ReadonlySet<ChunkId>): ReadonlySet<ChunkId> {
  const optional = new Set(tasks.filter((task) => task.optional).map((task) => task.id));
  const done = new Set<ChunkId>();
  const partly = new Set<ChunkId>();
  const lacking = new Set<ChunkId>();
  for (const task of tasks.toReversed()) {
    const byParts = partly.has(task.id) && !lacking.has(task.id);
    const isDone = task.done || ids.has(task.id) || byParts;
    if (isDone) done.add(task.id);
    const { parent } = task;
    if (parent === null || (task.optional && !optional.has(parent))) continue;
    (isDone ? partly : lacking).add(parent);
  }
  return done;
}

/** How a task was divided: what was done, and what is left of it. */
export interface Division {
  readonly done: string;
  readonly remaining: readonly string[];
}

export interface SplitResult {
  readonly text: string;
  /** The sub-task that is done. */
  readonly doneId: ChunkId;
  readonly remainingIds: readonly ChunkId[];
}

/**
 * Writes sub-tasks beneath a task: one ticked, the others open. With nothing left the task itself
 * is ticked instead.
 * @param id a task of the spec; the text stays as it is for any other
 */
export function splitTask(spec: Spec, id: ChunkId, parts: Division): SplitResult {
  const task = spec.tasks.find((one) => one.id === id);
  const remaining = parts.remaining.map(taskWords).filter(Boolean).slice(0, MAX_PARTS);
  if (task === undefined || remaining.length === 0) {
    return { text: tick(spec, [id]), doneId: id, remainingIds: [] };
  }
  const done = taskWords(parts.done) || 'First step';
  const boxes = [`[x] ${done}`, ...remaining.map((words) => `[ ] ${words}`)];
  const tries = placesBeneath(spec, task).map((place) => {
    const text = withSubTasks(spec.text, place, boxes);
    const first = place.line + place.gap;
    const made = parseText(spec.path, text).tasks.filter(
      ({ parent, line }) => parent === id && line > first && line <= first + boxes.length,
    );
    return { text, ids: made.map((sub) => sub.id) };
  });
  const good = tries.find(({ ids }) => ids.length === boxes.length);
  const [doneId = id, ...remainingIds] = good?.ids ?? [];
  return { text: good?.text ?? spec.text, doneId, remainingIds };
}

/** A line of a model's as the words of a task: no bullet, box or number, and nothing that reads as a reference. */
function taskWords(written: string): string {
  const bare = oneLine(written).replace(/^(?:[-*+>#\s]|\d{1,4}[.)]\s|\[[ xX~-]\]\*?)+/, '');
  const { words } = marksOf(bare, 'kiro');
  return clip(
    words.replace(/\b(depends on|depends-on|dependencies|blocked by)\b/gi, 'follows'),
    MAX_PART,
  );
}
