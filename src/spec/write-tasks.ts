import type { ChunkId } from '../domain/ids.ts';
import type { Section, Spec, Task } from '../domain/spec.ts';
import { chunksOf } from './chunks.ts';
import { linesOf } from './lines.ts';
import { parseText } from './parse.ts';
import { titleWords } from './safe-words.ts';
import { lineEndOf, placesBeneath, withLines, withSubTasks } from './sub-task-lines.ts';
import { titleSection } from './title-section.ts';

/** A task to be written into a spec. */
export interface NewTask {
  /** As a model or a person worded it. */
  readonly title: string;
  /** Its notes, one line each, ready to be written. */
  readonly notes: readonly string[];
  /** Positions, in the same list, of the tasks it waits for; all before its own. */
  readonly after: readonly number[];
}

export interface WrittenTasks {
  readonly text: string;
  /** Of the new tasks, in their order. */
  readonly ids: readonly ChunkId[];
}

/** Characters of a title. */
const MAX_TITLE = 200;
const HEADING = 'Tasks';
const INTRODUCTION = 'Made from the text above, which says more about each.';

/** Whether a section holds the tasks of a spec that had none. */
export function isPlanSection({ title, prose }: Section): boolean {
  return title === HEADING && prose.startsWith(INTRODUCTION);
}

/**
 * Writes tasks into a spec: as sub-tasks of one of its tasks, or in a section of their own. What cannot be written so
 * that reading it again gives these tasks, these dependencies and else the same spec is not written.
 * @param beneath the task that is divided; null for a section
 * @returns null where it cannot be
 */
export function writeTasks(
  spec: Spec,
  beneath: ChunkId | null,
  tasks: readonly NewTask[],
): WrittenTasks | null {
  const titles = tasks.map(({ title }) => titleWords(title, MAX_TITLE));
  const boxes = tasks.map((task) => boxOf(task, titles));
  for (const text of candidates(spec, beneath, boxes)) {
    const ids = readBack(spec, text, { beneath, titles, tasks });
    if (ids !== null) return { text, ids };
  }
  return null;
}

/** The box, its words, and a line for each note. */
function boxOf({ title, notes, after }: NewTask, titles: readonly string[]): string {
  const names = titles.filter((_, at) => after.includes(at)).map((name) => `"${name}"`);
  const waits = names.length === 0 ? [] : [`depends on: ${names.join(', ')}`];
  return [`[ ] ${titleWords(title, MAX_TITLE)}`, ...notes, ...waits].join('\n');
}

/** The texts that may do, the best first. */
function candidates(
  spec: Spec,
  beneath: ChunkId | null,
  boxes: readonly string[],
): readonly string[] {
  if (beneath === null) return inSection(spec, boxes);
  const task = spec.tasks.find(({ id }) => id === beneath);
  if (task === undefined) return [];
  return placesBeneath(spec, task).map((place) => withSubTasks(spec.text, place, boxes));
}

/** At the end; where something is left open there, before the first section below the title. */
function inSection({ text, sections }: Spec, boxes: readonly string[]): readonly string[] {
  const lineEnd = lineEndOf(text);
  const heading = `${'#'.repeat(levelFor(sections))} ${HEADING}`;
  const items = boxes.flatMap((box) => `- ${box.replaceAll('\n', '\n  - ')}`.split('\n'));
  const block = [heading, '', INTRODUCTION, '', ...items];
  const lines = linesOf(text);
  const title = titleSection(sections);
  const second = sections.find((section) => section.level > 0 && section !== title);
  const early = second === undefined ? [] : [lines.start(second.line - 1)];
  return [
    withLines(text, { offset: text.length, lineEnd }, ['', ...block]),
    ...early.map((offset) => withLines(text, { offset, lineEnd }, [...block, ''])),
  ];
}

/** Beside the sections that are there: below a title of the whole text, else on the level of the highest heading. */
function levelFor(sections: Spec['sections']): number {
  const levels = sections.map(({ level }) => level).filter((level) => level > 0);
  const isTitled = titleSection(sections) !== undefined;
  return isTitled && levels.filter((level) => level === 1).length === 1
    ? 2
    : Math.min(2, ...levels);
}

interface Wanted {
  readonly beneath: ChunkId | null;
  readonly titles: readonly string[];
  readonly tasks: readonly NewTask[];
}

/** The ids of the new tasks, where the text holds them as they were meant and the rest as it was. */
function readBack(spec: Spec, text: string, wanted: Wanted): readonly ChunkId[] | null {
  const { beneath, titles, tasks } = wanted;
  const written = parseText(spec.path, text);
  const known = new Map(spec.tasks.map((task) => [task.id, task]));
  const fresh = written.tasks.filter(({ id }) => !known.has(id));
  const sections = spec.sections.length + (beneath === null ? 1 : 0);
  const isSame =
    written.sections.length === sections &&
    written.tasks.length === spec.tasks.length + tasks.length &&
    written.tasks.every((task) => (known.get(task.id)?.done ?? false) === task.done) &&
    fresh.every(({ title, parent }, at) => title === titles[at] && parent === beneath);
  return isSame && isBuildable(written, fresh, tasks) ? fresh.map(({ id }) => id) : null;
}

/** Whether the spec can be built, each new task as a chunk that waits for what it has to wait for. */
function isBuildable(written: Spec, fresh: readonly Task[], tasks: readonly NewTask[]): boolean {
  const { chunks, problems } = chunksOf(written, { asked: true });
  const byId = new Map(chunks.map((chunk) => [chunk.id, chunk]));
  const ids = fresh.map(({ id }) => id);
  const waitsFor = ids.map((id) => new Set<ChunkId | undefined>(byId.get(id)?.dependsOn));
  return (
    problems.length === 0 &&
    ids.every((id) => byId.has(id)) &&
    tasks.every(({ after }, at) => after.every((below) => waitsFor[at]?.has(ids[below])))
  );
}
