import type { Chunk } from '../domain/chunk.ts';
import { digest } from '../domain/ids.ts';
import type { Section, Spec, SpecProblem, Task } from '../domain/spec.ts';
import { clip, oneLine } from '../domain/text-limits.ts';
import { buildOrder } from './build-order.ts';
import { type Dangling, dependenciesOf } from './dependencies.ts';
import { namesCriteria } from './headings.ts';
import { filesIn, namedFilesIn, validationIn } from './hints.ts';
import { idsOf, normalText } from './ids.ts';
import { type Instructor, instructorOf, ownWords } from './instructions.ts';
import { workSections } from './prose-chunks.ts';
import { type WorkTree, workTreeOf } from './work-tree.ts';

/** Open chunks one spec may have. */
const MAX_CHUNKS = 100;
/** Criteria of the spec that each chunk is told. */
const MAX_CRITERIA = 20;
/** Characters of one criterion. */
const MAX_CRITERION = 300;

export interface SpecChunks {
  /** In build order, finished ones and optional ones included. */
  readonly chunks: readonly Chunk[];
  /** Why the spec cannot be built; at most one of each kind. */
  readonly problems: readonly SpecProblem[];
}

/**
 * Divides a spec into what becomes one commit each.
 * @param options.asked whether the user named the spec, so that one without boxes is built too
 */
export function chunksOf(spec: Spec, options: { readonly asked: boolean }): SpecChunks {
  const work = workTreeOf(spec);
  if (work.leaves.length > 0 || spec.tasks.some((task) => !task.criterion)) {
    return taskChunks(spec, work);
  }
  const asked = options.asked || spec.status === 'ready';
  return asked ? sectionChunks(spec) : { chunks: [], problems: [] };
}

function taskChunks(spec: Spec, work: WorkTree): SpecChunks {
  const { waiting, dangling } = dependenciesOf(spec, work);
  const instructor = instructorOf(spec);
  const criteria = criteriaOf(spec);
  const named = sectionFiles(spec);
  const tooMany = tooManyOf(
    spec,
    work.leaves.filter((task) => !task.optional && !task.done).length,
  );
  const chunks = waiting.map(({ task, dependsOn }): Chunk => {
    const parents = work.parentsOf(task);
    const details = taskDetails(spec, task, parents);
    const full = !task.done && tooMany.length === 0;
    return {
      ...details,
      fileHints: [...new Set([...details.fileHints, ...(named.get(details.section) ?? [])])],
      instructions: full ? instructor.forTask(task, parents) : ownWords(task),
      dependsOn,
      validation: [...validationIn(`${task.text}\n${task.body}`), ...criteria],
    };
  });
  const { ordered, cycle } = buildOrder(chunks.map(asNode));
  return {
    chunks: ordered.map(({ chunk }) => chunk),
    problems: [...tooMany, ...danglingOf(spec, dangling), ...cycleOf(spec, cycle)],
  };
}

/** What is built waits for nothing. */
function asNode(chunk: Chunk) {
  return { id: chunk.id, dependsOn: chunk.done ? [] : chunk.dependsOn, chunk };
}

/** The files that sections name for all their tasks. */
function sectionFiles(spec: Spec): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, readonly string[]>();
  for (const { headings, prose } of spec.sections) {
    const named = namedFilesIn(prose);
    if (named.length > 0) files.set(headings.join(' > '), named);
  }
  return files;
}

function taskDetails(spec: Spec, task: Task, parents: readonly Task[]) {
  const bare = spec.dialect === 'speckit';
  const texts = [`${task.text}\n${task.body}`, ...parents.map(ownWords).reverse()];
  return {
    id: task.id,
    specId: spec.id,
    title: task.title,
    fileHints: [...new Set(texts.flatMap((text) => filesIn(text, bare)))],
    line: task.line,
    done: task.done,
    optional: task.optional,
    section: task.headings.join(' > '),
    digest: digest([normalText(task.text, spec.dialect), fold(task.body)]),
    boxed: true,
  };
}

function sectionChunks(spec: Spec): SpecChunks {
  const sections = workSections(spec);
  const tooMany = tooManyOf(spec, sections.length);
  const instructor = instructorOf(spec);
  const criteria = criteriaOf(spec);
  const idOf = idsOf(spec.path);
  const chunks = sections.map((section) => ({
    ...sectionDetails(spec, section, instructor),
    id: idOf({ headings: section.headings, parents: [], text: '' }),
    validation: [...validationIn(section.prose), ...criteria],
  }));
  return { chunks: tooMany.length > 0 ? [] : chunks, problems: tooMany };
}

function sectionDetails(spec: Spec, section: Section, instructor: Instructor) {
  return {
    specId: spec.id,
    title: oneLine(section.title) || spec.title,
    instructions: instructor.forSection(section),
    fileHints: filesIn(section.prose, false),
    dependsOn: [],
    line: section.line,
    done: false,
    optional: false,
    section: section.headings.join(' > '),
    digest: digest([fold(section.prose)]),
    boxed: false,
  };
}

/** How the spec as a whole is judged: its criteria, ticked or not, and where it has none in boxes, their prose. */
function criteriaOf(spec: Spec): readonly string[] {
  const boxes = spec.tasks.filter((task) => task.criterion).map(({ text }) => text);
  const prose = spec.sections
    .filter((section) => section.prose !== '' && section.headings.some(namesCriteria))
    .flatMap((section) => section.prose.split('\n'))
    .map((line) => line.replace(/^[\s>*+-]+/, '').trim())
    .filter((line) => line !== '');
  const all = boxes.length > 0 ? boxes : prose;
  return [...new Set(all)].slice(0, MAX_CRITERIA).map((text) => clip(oneLine(text), MAX_CRITERION));
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function tooManyOf(spec: Spec, open: number): readonly SpecProblem[] {
  if (open <= MAX_CHUNKS) return [];
  const message = `The spec has ${String(open)} open tasks, more than ${String(MAX_CHUNKS)}: divide it into several.`;
  return [{ path: spec.path, code: 'too_many_chunks', message, line: null }];
}

function danglingOf(spec: Spec, dangling: readonly Dangling[]): readonly SpecProblem[] {
  const [first] = dangling;
  if (first === undefined) return [];
  const names = [...new Set(dangling.map(({ name }) => name))].slice(0, 5).join(', ');
  const message = `"${clip(oneLine(first.task.title), 80)}" depends on ${names}, which the spec does not have: name an existing task.`;
  return [{ path: spec.path, code: 'unknown_dependency', message, line: first.task.line }];
}

function cycleOf(spec: Spec, cycle: readonly { readonly chunk: Chunk }[]): readonly SpecProblem[] {
  const [first] = cycle;
  if (first === undefined) return [];
  const names = [...cycle.slice(0, 8), first].map(
    ({ chunk: { title } }) => `"${clip(oneLine(title), 40)}"`,
  );
  const message = `Tasks depend on each other in a circle: ${names.join(' → ')}. Take one of these dependencies out.`;
  return [{ path: spec.path, code: 'cycle', message, line: first.chunk.line }];
}
