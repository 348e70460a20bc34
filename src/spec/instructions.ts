import type { Section, Spec, Task } from '../domain/spec.ts';
import { clip } from '../domain/text-limits.ts';
import { excludesWork } from './headings.ts';
import { isPart } from './parts.ts';

/** Characters of a task's own words and notes. */
const MAX_TASK = 8_000;
/** Characters of the tasks it is a sub-task of. */
const MAX_PARENTS = 1_500;
/** Characters of its section's prose. */
const MAX_SECTION = 2_000;
/** Characters of the spec's introduction. */
const MAX_INTRODUCTION = 1_000;
/** Characters of what the spec says it is not about. */
const MAX_BOUNDS = 500;

/** Writes the instructions of a spec's tasks; what they share is put together once. */
export interface Instructor {
  /** The task with its notes, what is around it, and the spec's relevant prose; never other tasks. */
  forTask(task: Task, parents: readonly Task[]): string;
  /** A section that is built as one piece. */
  forSection(section: Section): string;
}

export function instructorOf(spec: Spec): Instructor {
  const frame = frameOf(spec);
  const around = surroundings(spec);
  return {
    forTask: (task, parents) =>
      paragraphs([
        ownWords(task),
        parents.length > 0
          ? `Part of:\n${clip(contextWords(task, parents).join('\n'), MAX_PARENTS)}`
          : '',
        around(task.headings),
        frame,
      ]),
    forSection: (section) =>
      paragraphs([
        section.title,
        clip(section.prose, MAX_TASK),
        around(section.headings.slice(0, -1)),
        section.level > 1 ? frame : `Spec: ${spec.title}`,
      ]),
  };
}

/** What the sections along a heading path say, put together once for each path. */
function surroundings(spec: Spec): (headings: readonly string[]) => string {
  const byPath = new Map(spec.sections.map((part) => [part.headings.join('\0'), part]));
  const known = new Map<string, string>();
  return (headings) => {
    const key = headings.join('\0');
    const told = known.get(key);
    if (told !== undefined) return told;
    const parts = headings.map((_, depth) => byPath.get(headings.slice(0, depth + 1).join('\0')));
    const prose = parts.flatMap((part) =>
      part !== undefined && part.level > 1 && part.prose !== ''
        ? [clip(part.prose, MAX_SECTION)]
        : [],
    );
    const path = headings.length > 0 ? `Section: ${headings.join(' > ')}` : '';
    const text = paragraphs([path, clip(prose.join('\n\n'), MAX_SECTION)]);
    known.set(key, text);
    return text;
  };
}

/** A task's words with its notes, numbering and all. */
export function ownWords(task: Task): string {
  return clip(task.body === '' ? task.text : `${task.text}\n${task.body}`, MAX_TASK);
}

/** What the tasks around a task say; a part has been given its share of the notes of the whole. */
function contextWords(task: Task, parents: readonly Task[]): readonly string[] {
  const whole = isPart(task) ? parents.at(-1) : undefined;
  return parents.map((parent) => (parent === whole ? parent.text : ownWords(parent)));
}

function frameOf(spec: Spec): string {
  const introduction = spec.sections.filter(({ level }) => level < 2).map(({ prose }) => prose);
  const bounds = spec.sections
    .filter(({ title, prose }) => prose !== '' && excludesWork(title))
    .map(({ title, prose }) => `${title}:\n${prose}`);
  return paragraphs([
    `Spec: ${spec.title}`,
    clip(paragraphs(introduction), MAX_INTRODUCTION),
    clip(paragraphs(bounds), MAX_BOUNDS),
    besides(spec),
  ]);
}

/** The design documents that a dialect keeps beside its task file. */
function besides(spec: Spec): string {
  if (spec.dialect === 'plain') return '';
  const folder = spec.path.slice(0, spec.path.lastIndexOf('/') + 1);
  return `Requirements and design, where they exist, stand beside the tasks in \`${folder}\`.`;
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== '').join('\n\n');
}
