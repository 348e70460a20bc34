import type { Chunk } from '../domain/chunk.ts';
import { digest, type SpecId } from '../domain/ids.ts';
import { once } from '../domain/once.ts';
import type { Section, Spec, SpecProblem, Task } from '../domain/spec.ts';
import { clip, foldBlanks, oneLine } from '../domain/text-limits.ts';
import { buildOrder } from './build-order.ts';
import { type Dangling, dependenciesOf, type Waiting } from './dependencies.ts';
import { namesCriteria } from './headings.ts';
import { filesHereIn, filesIn, namedFilesIn, validationIn } from './hints.ts';
import { idsOf, normalText } from './ids.ts';
import { type Instructor, instructorOf, ownWords } from './instructions.ts';
import { workSections } from './prose-chunks.ts';
import { ofHeadings } from './title-section.ts';
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
  const tooMany = tooManyOf(
    spec,
    work.leaves.filter((task) => !task.optional && !task.done).length,
  );
  const texts = taskTexts(spec, work, tooMany.length === 0);
  const chunks = waiting.map((one) => chunkOf(spec.id, one, texts));
  const { ordered, cycle } = buildOrder(chunks.map(asNode));
  return {
    chunks: ordered.map(({ chunk }) => chunk),
    problems: [...tooMany, ...danglingOf(spec, dangling), ...cycleOf(spec, cycle)],
  };
}

/** What of a chunk takes reading its words over again; a look at many specs has no use for it. */
interface TaskTexts {
  section(task: Task): string;
  instructions(task: Task): string;
  fileHints(task: Task): readonly string[];
  validation(task: Task): readonly string[];
  digest(task: Task): string;
}

/** What the tasks of a spec share is put together once. `full` where there is an engine to be told. */
function taskTexts(spec: Spec, work: WorkTree, full: boolean): TaskTexts {
  const instructor = once(() => instructorOf(spec));
  const criteria = once(() => criteriaOf(spec));
  const named = once(() => sectionFiles(spec));
  const section = ofHeadings((headings) => sectionName({ headings }));
  return {
    section,
    instructions: (task) =>
      full && !task.done ? instructor().forTask(task, work.parentsOf(task)) : ownWords(task),
    fileHints: (task) => {
      const here = filesHereIn(task.body, spec.dialect === 'speckit');
      if (here.length > 0) return here;
      const own = taskFiles(spec, task, work.parentsOf(task));
      return [...new Set([...own, ...(named().get(section(task)) ?? [])])];
    },
    validation: (task) => [...validationIn(allWords(task)), ...criteria()],
    digest: (task) => digest([normalText(task.text, spec.dialect), foldBlanks(task.body)]),
  };
}

/** Where the texts of a chunk come from. */
const ORIGIN = Symbol('origin');

interface Made {
  readonly [ORIGIN]: { readonly task: Task; readonly texts: TaskTexts };
}

/** The texts of every chunk of a task, read when they are asked for; one for all, so that chunks are all of one shape. */
const READ_LATER = {
  instructions: readLater((texts, task) => texts.instructions(task)),
  fileHints: readLater((texts, task) => texts.fileHints(task)),
  validation: readLater((texts, task) => texts.validation(task)),
  digest: readLater((texts, task) => texts.digest(task)),
};

function readLater(read: (texts: TaskTexts, task: Task) => unknown): PropertyDescriptor {
  return {
    enumerable: true,
    get(this: Made) {
      return read(this[ORIGIN].texts, this[ORIGIN].task);
    },
  };
}

function chunkOf(specId: SpecId, { task, dependsOn }: Waiting, texts: TaskTexts): Chunk {
  const { id, title, line, done, optional } = task;
  const section = texts.section(task);
  const facts = {
    [ORIGIN]: { task, texts },
    id,
    specId,
    title,
    dependsOn,
    line,
    done,
    optional,
    section,
    boxed: true,
  };
  return Object.defineProperties(facts, READ_LATER) as typeof facts & Chunk;
}

function sectionName({ headings }: Pick<Section, 'headings'>): string {
  return headings.join(' > ');
}

function allWords({ text, body }: Task): string {
  return `${text}\n${body}`;
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
    if (named.length > 0) files.set(sectionName({ headings }), named);
  }
  return files;
}

/** The files that a task names, and then those that the tasks around it do, the innermost first. */
function taskFiles(spec: Spec, task: Task, parents: readonly Task[]): readonly string[] {
  const texts = [allWords(task), ...parents.map(ownWords).reverse()];
  return texts.flatMap((text) => filesIn(text, spec.dialect === 'speckit'));
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
    section: sectionName(section),
    digest: digest([foldBlanks(section.prose)]),
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
