import type { Spec, Task } from '../domain/spec.ts';
import { frontMatterOf } from './front-matter.ts';
import { linesOf } from './lines.ts';
import { outlineOf } from './outline.ts';

/** Where lines may be put into a text. */
export interface Place {
  readonly offset: number;
  /** How many lines stand before. */
  readonly line: number;
  /** Blank lines put before the first. */
  readonly gap: 0 | 1;
  /** Quote marks, blanks and bullet of each line. */
  readonly prefix: string;
  readonly lineEnd: string;
}

/**
 * Where sub-tasks of a task may stand, the best place first: after its notes; the same after a blank
 * line, for notes that end in HTML; before its notes, for those that end in a fence left open.
 */
export function placesBeneath(spec: Spec, task: Task): readonly Place[] {
  const lines = linesOf(spec.text);
  const outline = outlineOf(lines, frontMatterOf(lines).bodyLine, spec.dialect);
  const item = outline.items.find(({ box }) => box.offset === task.boxOffset);
  if (item === undefined) return [];
  const before = spec.text.slice(lines.start(item.line), task.boxOffset - 1);
  const indent = before.replace(/^\uFEFF/, '').replace(/[^\s>]/g, ' ');
  const bullet = /[-*+](?=[ \t]*$)/.exec(before)?.[0] ?? '-';
  const shape = {
    prefix: `${indent}${bullet} `,
    lineEnd: lineEndOf(spec.text),
  };
  const at = (line: number, gap: 0 | 1): Place => ({
    ...shape,
    offset: lines.start(line),
    line,
    gap,
  });
  return [at(item.end + 1, 0), at(item.end + 1, 1), at(item.textEnd + 1, 0)];
}

/**
 * The text with an item for each box put in at a place.
 * @param boxes the box and its words; further lines of one are its notes
 */
export function withSubTasks(text: string, place: Place, boxes: readonly string[]): string {
  const { prefix } = place;
  const quote = prefix.replace(/[^>]*$/, '');
  const gap = place.gap === 0 ? [] : [quote];
  const bullet = prefix.slice(-2);
  const below = `${prefix.slice(0, -2)}  ${bullet}`;
  const items = boxes.map((box) => prefix + box.replaceAll('\n', `\n${below}`));
  return withLines(text, place, [...gap, ...items.flatMap((item) => item.split('\n'))]);
}

/** The text with lines put in before the line that begins at the offset, or at its end. */
export function withLines(
  text: string,
  { offset, lineEnd }: Pick<Place, 'offset' | 'lineEnd'>,
  added: readonly string[],
): string {
  const head = text.slice(0, offset);
  const unended = !/[\r\n]$/.test(head);
  const block = unended
    ? lineEnd + added.join(lineEnd)
    : added.map((line) => line + lineEnd).join('');
  return head + block + text.slice(offset);
}

/** How lines end in a text. */
export function lineEndOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}
