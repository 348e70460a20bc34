import type { Dialect, Section, Task } from '../domain/spec.ts';
import { marksOf } from './dialect.ts';
import { commands, excludesWork, explains, namesCriteria } from './headings.ts';
import { idsOf, normalText } from './ids.ts';
import type { Lines } from './lines.ts';
import type { Outline, OutlineHeading, OutlineItem } from './outline-model.ts';
import { belowTitle, ofHeadings } from './title-section.ts';

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
  const under = belowTitle(sections);
  const drafts = draftsOf(anatomy);
  const isCriterion = ofHeadings((headings) => under(headings).some(namesCriteria));
  const isExcluded = ofHeadings((headings) => under(headings).some(excludesWork));
  const isOther = (draft: Draft) => !isCriterion(draft) && !isExcluded(draft);
  const hasWork = drafts.some(isOther) || sections.some((section) => isPlainWork(section, under));
  const idOf = idsOf(anatomy.path);
  const made: { readonly task: Task; readonly texts: readonly string[] }[] = [];
  for (const draft of drafts) {
    const { item, words, headings } = draft;
    const above = draft.parent === null ? undefined : made[draft.parent];
    const parents = above?.texts ?? [];
    const text = normalText(words.text, anatomy.dialect);
    const task: Task = {
      id: idOf({ headings, parents, text }),
      title: words.title,
      text: words.text,
      line: item.line + 1,
      boxOffset: item.box.offset,
      done: item.box.done,
      optional: item.box.optional || above?.task.optional === true,
      parallel: draft.parallel,
      parent: above?.task.id ?? null,
      number: draft.number,
      headings,
      body: draft.body,
      criterion: hasWork && isCriterion(draft),
    };
    made.push({ task, texts: [...parents, text] });
  }
  return made.map(({ task }) => task);
}

/** Whether a section without boxes plainly asks for work, so that criteria are not all there is. */
function isPlainWork(
  section: Section,
  under: (headings: readonly string[]) => readonly string[],
): boolean {
  if (section.level < 2 || section.prose === '') return false;
  const aside = under(section.headings).some((title) => explains(title) || namesCriteria(title));
  return !aside && commands(section.title);
}

/** A task before its place among the others is known. */
interface Draft extends Pick<Task, 'headings' | 'body' | 'number' | 'parallel'> {
  readonly item: OutlineItem;
  readonly words: Pick<Task, 'title' | 'text'>;
  readonly parent: number | null;
}

function draftsOf(anatomy: Anatomy): readonly Draft[] {
  const { lines, outline, dialect } = anatomy;
  const headingsAt = headingPaths(outline.headings);
  const byNumber = new Map<string, number>();
  return withBodies(anatomy).map(({ item, body }, index) => {
    const words = wordsOf(lines, item);
    const { number, parallel } = marksOf(words.text, dialect);
    const parent = item.parent ?? (dialect === 'kiro' ? flatParent(number, byNumber) : null);
    if (number !== null) byNumber.set(number, index);
    return {
      item,
      words,
      parallel,
      parent,
      number: number ?? item.ordinal,
      headings: headingsAt(item.line),
      body: body.join('\n').trimEnd(),
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

/** Each item with its own lines after the first paragraph. */
function withBodies({ lines, outline, owners }: Anatomy) {
  const items = outline.items.map((item) => ({ item, body: [] as string[] }));
  owners.forEach((owner, line) => {
    const own = typeof owner === 'number' ? items[owner] : undefined;
    if (own !== undefined && line > own.item.textEnd) own.body.push(lines.at(line));
  });
  return items;
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
