import type { ChunkId } from '../domain/ids.ts';
import type { Spec, Task } from '../domain/spec.ts';
import { normalText } from './ids.ts';
import { type Reference, referencesIn } from './references.ts';
import type { WorkTree } from './work-tree.ts';

/** A reference that no task answers to. */
export interface Dangling {
  readonly task: Task;
  readonly name: string;
}

export interface Dependencies {
  /** What each chunk waits for, in the order of the text. */
  readonly of: ReadonlyMap<ChunkId, readonly ChunkId[]>;
  readonly dangling: readonly Dangling[];
}

/** What the chunks of a spec with boxes depend on: by their own words, their parents', and the dialect's rule. */
export function dependenciesOf(spec: Spec, work: WorkTree): Dependencies {
  const resolve = resolver(spec, work);
  const dangling: Dangling[] = [];
  const named = new Map<ChunkId, readonly ChunkId[]>();
  for (const task of spec.tasks) {
    const above = task.parent === null ? [] : (named.get(task.parent) ?? []);
    const own = referencesIn(`${task.text}\n${task.body}`).flatMap((reference) => {
      const tasks = resolve(reference, task);
      if (tasks === null && !task.done) dangling.push({ task, name: nameOf(reference) });
      return (tasks ?? []).flatMap((target) => targetsOf(work, target, task));
    });
    named.set(task.id, [...above, ...own]);
  }
  const of = new Map<ChunkId, readonly ChunkId[]>();
  let previous: Task | null = null;
  for (const task of work.leaves) {
    const chained = chains(spec, previous, task) ? [previous.id] : [];
    const ids = new Set([...chained, ...(named.get(task.id) ?? [])]);
    of.set(task.id, inOrder(work, [...ids]));
    previous = task;
  }
  return { of, dangling };
}

/** The chunks a reference stands for; a parent stands for its sub-tasks, but never for one of them waiting. */
function targetsOf(work: WorkTree, target: Task, task: Task): readonly ChunkId[] {
  if (target.id !== task.id && work.isAbove(target.id, task.id)) return [];
  const leaves = work.leavesOf(target.id);
  return leaves.flatMap((leaf) => (leaf.optional && !task.optional ? [] : [leaf.id]));
}

/** Spec Kit: a task without `[P]` waits for the one before it in its phase. */
function chains(spec: Spec, previous: Task | null, task: Task): previous is Task {
  if (spec.dialect !== 'speckit' || previous === null || task.parallel) return false;
  return phaseOf(previous) === phaseOf(task);
}

function phaseOf(task: Task): string {
  const at = task.headings.findIndex((title) => /^phase\b/i.test(title));
  return task.headings.slice(0, at < 0 ? undefined : at + 1).join('\0');
}

function inOrder(work: WorkTree, ids: readonly ChunkId[]): readonly ChunkId[] {
  return ids.toSorted((a, b) => work.position(a) - work.position(b));
}

function nameOf(reference: Reference): string {
  if (reference.kind === 'title') return `"${reference.title}"`;
  return reference.kind === 'range' ? `${reference.from}-${reference.to}` : reference.number;
}

type Resolver = (reference: Reference, from: Task) => readonly Task[] | null;

/** Finds the tasks a reference means; null for one that must mean something and does not. */
function resolver(spec: Spec, work: WorkTree): Resolver {
  const byNumber = group(spec.tasks, (task) => task.number?.toUpperCase() ?? null);
  const byText = group(spec.tasks, (task) => normalText(task.text, spec.dialect));
  const byTitle = group(spec.tasks, (task) => normalText(task.title, spec.dialect));
  const unnumbered = byNumber.size === 0;
  const numbered = (number: string, from: Task): Task | null => {
    const found = nearest(work, byNumber.get(number.toUpperCase()), from);
    const counted = unnumbered && /^\d+$/.test(number) ? work.leaves[Number(number) - 1] : null;
    return found ?? counted ?? null;
  };
  return (reference, from) => {
    if (reference.kind === 'title') {
      const text = normalText(reference.title, spec.dialect);
      const found = nearest(work, byText.get(text) ?? byTitle.get(text), from);
      return found && [found];
    }
    if (reference.kind === 'range') {
      const ends = [numbered(reference.from, from), numbered(reference.to, from)];
      return between(spec, ends[0] ?? null, ends[1] ?? null);
    }
    const found = numbered(reference.number, from);
    if (found === null && reference.kind === 'maybe') return [];
    return found && [found];
  };
}

function between(spec: Spec, first: Task | null, last: Task | null): readonly Task[] | null {
  if (first === null || last === null) return null;
  return spec.tasks.slice(spec.tasks.indexOf(first), spec.tasks.indexOf(last) + 1);
}

/** Of several tasks with one name: the nearest before, in the same section if there is one, else the first after. */
function nearest(work: WorkTree, tasks: readonly Task[] | undefined, from: Task): Task | null {
  const all = tasks ?? [];
  const here = all.filter((task) => task.headings.join('\0') === from.headings.join('\0'));
  const near = here.length > 0 ? here : all;
  const before = near.findLast((task) => work.position(task.id) < work.position(from.id));
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
