import type { ChunkId } from '../domain/ids.ts';
import type { Spec, Task } from '../domain/spec.ts';
import { frontMatterOf } from './front-matter.ts';
import { type Lines, linesOf } from './lines.ts';
import { matchTasks } from './match.ts';
import { outlineOf } from './outline.ts';
import { parseText } from './parse.ts';
import { lineEndOf, placesBeneath, withLines } from './sub-task-lines.ts';
import { isPlanSection } from './write-tasks.ts';

/**
 * The text of a spec with what a division wrote into the known version and is not in this one: sub-tasks of tasks
 * that have none here, and the section of a planned spec.
 * @param before what both versions come from; what stood there already and is gone here was taken out on purpose
 */
export function withDivisionsOf(target: Spec, known: Spec, before: Spec | null): string {
  const added = [...subTasksFor(target, known, before), ...planSectionFor(target, known, before)];
  const lineEnd = lineEndOf(target.text);
  const text = added
    .toSorted((a, b) => b.offset - a.offset)
    .reduce((now, { offset, lines }) => withLines(now, { offset, lineEnd }, lines), target.text);
  const count = added.reduce((sum, { tasks }) => sum + tasks, target.tasks.length);
  return parseText(target.path, text).tasks.length === count ? text : target.text;
}

/** Lines of the known version and where they go. */
interface Addition {
  readonly offset: number;
  readonly lines: readonly string[];
  /** How many tasks are in them. */
  readonly tasks: number;
}

function subTasksFor(target: Spec, known: Spec, before: Spec | null): readonly Addition[] {
  const divided = dividedIn(known);
  const wasDivided = dividedBefore(known, before);
  const origin = matchTasks(known, target);
  const own = dividedIn(target);
  const lines = linesOf(known.text);
  return target.tasks.flatMap((task): readonly Addition[] => {
    const id = origin.get(task.id);
    const range = id === undefined ? undefined : divided.get(id);
    if (id === undefined || range === undefined || wasDivided.has(id) || own.has(task.id))
      return [];
    const places = placesBeneath(target, task).slice(0, 1);
    return places.map(({ offset }) => ({ offset, ...blockOf(known, lines, range) }));
  });
}

/** The tasks of the known version that had sub-tasks before. */
function dividedBefore(known: Spec, before: Spec | null): ReadonlySet<ChunkId> {
  if (before === null) return new Set();
  const divided = dividedIn(before);
  const matched = [...matchTasks(before, known)];
  return new Set(matched.flatMap(([id, former]) => (divided.has(former) ? [id] : [])));
}

/** The line (from 0) at which each task's sub-tasks begin, and the one at which they end. */
function dividedIn(spec: Spec): ReadonlyMap<ChunkId, readonly [number, number]> {
  const lines = linesOf(spec.text);
  const { items } = outlineOf(lines, frontMatterOf(lines).bodyLine, spec.dialect);
  const parents = new Map(spec.tasks.map(({ boxOffset, parent }) => [boxOffset, parent]));
  const ranges = new Map<ChunkId, readonly [number, number]>();
  for (const { box, line, end } of items) {
    const parent = parents.get(box.offset) ?? null;
    if (parent !== null) ranges.set(parent, [ranges.get(parent)?.[0] ?? line, end]);
  }
  return ranges;
}

function planSectionFor(target: Spec, known: Spec, before: Spec | null): readonly Addition[] {
  const isTaken = [target, before].some((spec) => spec?.sections.some(isPlanSection) === true);
  const at = known.sections.findIndex(isPlanSection);
  const section = known.sections[at];
  if (isTaken || section === undefined) return [];
  const lines = linesOf(known.text);
  const end = (known.sections[at + 1]?.line ?? lines.count + 1) - 2;
  const block = blockOf(known, lines, [section.line - 1, end]);
  return [{ ...block, offset: target.text.length, lines: ['', ...block.lines] }];
}

function blockOf(
  { tasks }: Spec,
  lines: Lines,
  [first, last]: readonly [number, number],
): Pick<Addition, 'lines' | 'tasks'> {
  const block = Array.from({ length: last - first + 1 }, (_, at) => lines.at(first + at));
  while (block.at(-1)?.trim() === '') block.pop();
  return {
    lines: block,
    tasks: tasks.filter((task: Task) => task.line > first && task.line <= last + 1).length,
  };
}
