import type { ChunkId } from '../domain/ids.ts';
import { once } from '../domain/once.ts';
import type { Spec, Task } from '../domain/spec.ts';
import { normalText } from './ids.ts';
import { bareTitle, namesIn, type Reference, referencesIn } from './references.ts';
import type { WorkTree } from './work-tree.ts';

/** A reference that no task answers to. */
export interface Dangling {
  readonly task: Task;
  readonly name: string;
}

/** A chunk's task and what it waits for, in the order of the text. */
export interface Waiting {
  readonly task: Task;
  readonly dependsOn: readonly ChunkId[];
}

export interface Dependencies {
  /** One for each chunk, in the order of the text. */
  readonly waiting: readonly Waiting[];
  readonly dangling: readonly Dangling[];
}

/** What the chunks of a spec with boxes depend on: by their own words, their parents', and the dialect's rule. */
export function dependenciesOf(spec: Spec, work: WorkTree): Dependencies {
  const resolve = resolver(spec, work);
  const dangling: Dangling[] = [];
  const known = new Map<ChunkId | null, readonly Task[]>();
  const named = (id: ChunkId | null) => known.get(id) ?? [];
  for (const task of spec.tasks) {
    const words = `${task.text}\n${task.body}`;
    const own = referencesIn(words).flatMap((reference) => {
      const tasks = resolve(reference, task);
      if (tasks === null && !task.done) dangling.push({ task, name: nameOf(reference) });
      return (tasks ?? []).flatMap((target) => targetsOf(work, target, task));
    });
    const inWords = tasksNamedIn(words, task, resolve).flatMap((one) => targetsOf(work, one, task));
    known.set(task.id, [...named(task.parent), ...own, ...inWords]);
  }
  const waiting = work.leaves.map((task, at): Waiting => {
    const chained = work.leaves
      .slice(Math.max(0, at - 1), at)
      .filter((one) => chains(spec, one, task));
    return { task, dependsOn: inOrder([...chained, ...named(task.id)]) };
  });
  return { waiting, dangling };
}

/** Tasks whose titles stand after "depends on" without quotes; other words there mean nothing. */
function tasksNamedIn(words: string, from: Task, resolve: Resolver): readonly Task[] {
  const titled = (title: string) =>
    (resolve({ kind: 'title', title }, from) ?? []).filter(({ id }) => id !== from.id);
  return namesIn(words).flatMap(({ whole, parts }) => {
    const found = whole.map(titled).find((tasks) => tasks.length > 0);
    return found ?? parts.flatMap(titled);
  });
}

function inOrder(tasks: readonly Task[]): readonly ChunkId[] {
  return [...new Set(tasks.toSorted((a, b) => a.line - b.line).map(({ id }) => id))];
}

/** The chunks a reference stands for; a parent stands for its sub-tasks, but never for one of them waiting. */
function targetsOf(work: WorkTree, target: Task, task: Task): readonly Task[] {
  if (work.parentsOf(task).includes(target)) return [];
  return work.leavesOf(target).filter((leaf) => !leaf.optional || task.optional);
}

/** Spec Kit: a task without `[P]` waits for the one before it in its phase. */
function chains(spec: Spec, previous: Task, task: Task): boolean {
  return spec.dialect === 'speckit' && !task.parallel && phaseOf(previous) === phaseOf(task);
}

function phaseOf(task: Task): string {
  const at = task.headings.findIndex((title) => /^phase\b/i.test(title));
  return task.headings.slice(0, at < 0 ? undefined : at + 1).join('\0');
}

function nameOf(reference: Reference): string {
  if (reference.kind === 'title') return `"${reference.title}"`;
  return reference.kind === 'range' ? `${reference.from}-${reference.to}` : reference.number;
}

type Resolver = (reference: Reference, from: Task) => readonly Task[] | null;

/** Finds the tasks a reference means; null for one that must mean something and does not. */
function resolver(spec: Spec, work: WorkTree): Resolver {
  const byNumber = once(() => group(spec.tasks, (task) => task.number?.toUpperCase() ?? null));
  const byText = once(() => group(spec.tasks, (task) => normalText(task.text, spec.dialect)));
  const byTitle = once(() => group(spec.tasks, (task) => normalText(task.title, spec.dialect)));
  const byName = once(() => group(spec.tasks, (task) => bareName(task, spec)));
  const numbered = (number: string, from: Task): Task | null => {
    const found = nearest(byNumber().get(number.toUpperCase()), from);
    const counted =
      byNumber().size === 0 && /^\d+$/.test(number) ? work.leaves[Number(number) - 1] : null;
    return found ?? counted ?? null;
  };
  return (reference, from) => {
    if (reference.kind === 'title') {
      const text = normalText(reference.title, spec.dialect);
      const found = nearest(byText().get(text) ?? byTitle().get(text) ?? byName().get(text), from);
      return found && [found];
    }
    if (reference.kind === 'range') {
      const first = numbered(reference.from, from);
      const last = numbered(reference.to, from);
      return (
        first && last && spec.tasks.filter(({ line }) => line >= first.line && line <= last.line)
      );
    }
    const found = numbered(reference.number, from);
    if (found === null && reference.kind === 'maybe') return [];
    return found && [found];
  };
}

function bareName({ title }: Task, { dialect }: Spec): string {
  return normalText(bareTitle(title), dialect);
}

/** Of several tasks with one name: the nearest before, in the same section if there is one, else the first after. */
function nearest(all: readonly Task[] = [], from: Task): Task | null {
  const here = all.filter((task) => task.headings.join('\0') === from.headings.join('\0'));
  const near = here.length > 0 ? here : all;
  const before = near.findLast((task) => task.line < from.line);
  return before ?? near.find((task) => task.id !== from.id) ?? near[0] ?? null;
}

/** Tasks that may share one name; more cannot be told apart by it anyway. */
const MAX_NAMESAKES = 64;

function group(tasks: readonly Task[], key: (task: Task) => string | null): Map<string, Task[]> {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const name = key(task);
    if (name === null) continue;
    const members = groups.get(name);
    if (members === undefined) groups.set(name, [task]);
    else if (members.length < MAX_NAMESAKES) members.push(task);
  }
  return groups;
}
