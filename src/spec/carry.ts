import type { Spec } from '../domain/spec.ts';
import { fillBoxes } from './boxes.ts';
import { tick } from './check-off.ts';
import { frontMatterOf } from './front-matter.ts';
import { linesOf } from './lines.ts';
import { matchTasks } from './match.ts';
import { outlineOf } from './outline.ts';

/**
 * The local text with every box ticked that is ticked in the known version. A task that got a new
 * sub-task locally stays open until that is done.
 */
export function withTicksOf(local: Spec, known: Spec): string {
  const origin = matchTasks(known, local);
  const done = new Set(known.tasks.filter((task) => task.done).map((task) => task.id));
  const grown = new Set<string>();
  for (const task of local.tasks.toReversed()) {
    const isNew = !origin.has(task.id) || grown.has(task.id);
    if (isNew && task.parent !== null) grown.add(task.parent);
  }
  const ticked = local.tasks.filter((task) => {
    const before = origin.get(task.id);
    return before !== undefined && done.has(before) && !grown.has(task.id);
  });
  return tick(
    local,
    ticked.map((task) => task.id),
  );
}

/** A spec's text with every box emptied: two versions that differ in nothing but ticks become equal. */
export function unticked(text: string): string {
  const lines = linesOf(text);
  const { items } = outlineOf(lines, frontMatterOf(lines).bodyLine, 'kiro');
  return fillBoxes(
    text,
    items.map(({ box }) => box.offset),
    ' ',
  );
}
