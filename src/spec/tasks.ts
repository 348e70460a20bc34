import type { Dialect, Section, Task } from '../domain/spec.ts';
import { marksOf } from './dialect.ts';
import { commands, excludesWork, explains, namesCriteria } from './headings.ts';
import { idsOf, normalText } from './ids.ts';
import type { Lines } from './lines.ts';
import type { Outline, OutlineHeading, OutlineItem } from './outline.ts';

/** A text taken apart, as tasks and sections are made of it. */
export interface Anatomy {
  readonly path: string;
  readonly dialect: Dialect;
  readonly lines: Lines;
  readonly outline: Outline;
  /** Lines that belong to no heading, front matter or comment, by whose they are: an item's index, or null. */
  readonly owners: readonly (number | null | undefined)[];
}

/** Gives every line to the innermost task around it; headings and comments are nobody's. */
export function ownersOf(lines: Lines, outline: Outline, from: number): Anatomy['owners'] {
  const owners = new Array<number | null | undefined>(lines.count).fill(null);
  outline.items.forEach((item, index) => owners.fill(index, item.line, item.end + 1));
  owners.fill(undefined, 0, from);
  for (const { line, end } of outline.headings) owners.fill(undefined, line, end + 1);
  for (const [line, end] of outline.comments) owners.fill(undefined, line, end + 1);
  return owners;
}

/** The task-list items of a spec, in the order of the text. */
export function tasksOf(anatomy: Anatomy, sections: readonly Section[]): readonly Task[] {
  const drafts = draftsOf(anatomy);
  const criteria = drafts.map(({ headings }) => headings.some(namesCriteria));
  const onlyCriteria =
    drafts.every(({ headings }, at) => criteria[at] === true || headings.some(excludesWork)) &&
    !sections.some(isPlainWork);
  const idOf = idsOf(anatomy.path);
  const tasks: Task[] = [];
  const texts: (readonly string[])[] = [];
  drafts.forEach((draft, index) => {
    const parent = draft.parent === null ? undefined : tasks[draft.parent];
    const parents = draft.parent === null ? [] : (texts[draft.parent] ?? []);
    const text = normalText(draft.text, anatomy.dialect);
    texts.push([...parents, text]);
    const { parent: _, ...rest } = draft;
    tasks.push({
      ...rest,
      id: idOf({ headings: draft.headings, parents, text }),
      optional: draft.optional || parent?.optional === true,
      parent: parent?.id ?? null,
      criterion: criteria[index] === true && !onlyCriteria,
    });
  });
  return tasks;
}

/** Whether a section without boxes plainly asks for work, so that criteria are not all there is. */
function isPlainWork(section: Section): boolean {
  if (section.level < 2 || section.prose === '') return false;
  const aside = section.headings.some((title) => explains(title) || namesCriteria(title));
  return !aside && commands(section.title);
}

type Draft = Omit<Task, 'id' | 'parent' | 'criterion'> & { readonly parent: number | null };

function draftsOf(anatomy: Anatomy): readonly Draft[] {
  const { lines, outline } = anatomy;
  const headingsAt = headingPaths(outline.headings);
  const bodies = bodiesOf(anatomy);
  const byNumber = new Map<string, number>();
  return outline.items.map((item, index) => {
    const words = wordsOf(lines, item);
    const { number, parallel } = marksOf(words.text, anatomy.dialect);
    const parent =
      item.parent ?? (anatomy.dialect === 'kiro' ? flatParent(number, byNumber) : null);
    if (number !== null) byNumber.set(number, index);
    return {
      ...words,
      line: item.line + 1,
      boxOffset: item.box.offset,
      done: item.box.done,
      optional: item.box.optional,
      parallel,
      parent,
      number: number ?? item.ordinal,
      headings: headingsAt(item.line),
      body: bodies[index] ?? '',
    };
  });
}

/** Kiro numbers sub-tasks without indenting them: `2` is the parent of `2.1`. */
function flatParent(number: string | null, byNumber: ReadonlyMap<string, number>): number | null {
  let above = number ?? '';
  while (above.includes('.')) {
    above = above.slice(0, above.lastIndexOf('.'));
    const index = byNumber.get(above);
    if (index !== undefined) return index;
  }
  return null;
}

function wordsOf(lines: Lines, item: OutlineItem): Pick<Task, 'title' | 'text'> {
  const title = lines.text.slice(item.box.textOffset, lines.end(item.line)).trim();
  const quote = /^[ \t]*>/.test(lines.at(item.line));
  const parts = [title];
  for (let line = item.line + 1; line <= item.textEnd; line += 1) {
    const part = lines.at(line);
    parts.push((quote ? part.replace(/^(?:[ \t]*>)+/, '') : part).trim());
  }
  return { title, text: parts.join(' ') };
}

function bodiesOf({ lines, outline, owners }: Anatomy): readonly string[] {
  const bodies = outline.items.map((): string[] => []);
  owners.forEach((owner, line) => {
    const item = typeof owner === 'number' ? outline.items[owner] : undefined;
    if (item && line > item.textEnd) bodies[owner ?? 0]?.push(lines.at(line));
  });
  return bodies.map((body) => body.join('\n').trimEnd());
}

/** The headings above a line, outermost first; asked for lines in rising order. */
export function headingPaths(
  headings: readonly OutlineHeading[],
): (line: number) => readonly string[] {
  let path: readonly OutlineHeading[] = [];
  let titles: readonly string[] = [];
  let next = 0;
  return (line) => {
    for (let heading = headings[next]; heading && heading.line <= line; heading = headings[next]) {
      const { level } = heading;
      path = [...path.filter((above) => above.level < level), heading];
      titles = path.map(({ title }) => title);
      next += 1;
    }
    return titles;
  };
}
