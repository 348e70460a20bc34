import type { ChunkId } from '../domain/ids.ts';
import type { Spec, Task } from '../domain/spec.ts';
import { excludesWork } from './headings.ts';
import { belowTitle, ofHeadings } from './title-section.ts';

/** Which tasks of a spec are work, which only give it context. */
export interface WorkTree {
  /** The tasks that become chunks, in the order of the text. */
  readonly leaves: readonly Task[];
  /** The tasks around a task, outermost first. */
  parentsOf(task: Task): readonly Task[];
  /** The chunks at or beneath a task. */
  leavesOf(task: Task): readonly Task[];
}

/**
 * A task with sub-tasks is context; one whose sub-tasks are all optional is work all the same, for
 * nothing else would do it. Criteria, and what stands under "out of scope", are no work.
 */
export function workTreeOf(spec: Spec): WorkTree {
  const byId = new Map<ChunkId | null, Task>(spec.tasks.map((task) => [task.id, task]));
  const parentsOf = (task: Task): readonly Task[] => {
    const parents: Task[] = [];
    for (let up = byId.get(task.parent); up !== undefined; up = byId.get(up.parent)) {
      parents.unshift(up);
    }
    return parents;
  };
  const leaves = leavesAmong(spec);
  const beneath = new Map<ChunkId, Task[]>();
  for (const leaf of leaves) {
    for (const task of [...parentsOf(leaf), leaf]) {
      const others = beneath.get(task.id);
      if (others) others.push(leaf);
      else beneath.set(task.id, [leaf]);
    }
  }
  return { leaves, parentsOf, leavesOf: (task) => beneath.get(task.id) ?? [] };
}

/** Whether a spec holds work that is not done. */
export function hasOpenWork(spec: Spec): boolean {
  return spec.tasks.some(({ done }) => !done) && leavesAmong(spec).some(({ done }) => !done);
}

/** Specs are never changed, and each is asked about when it is read and again when it is divided into chunks. */
const known = new WeakMap<Spec, readonly Task[]>();

function leavesAmong(spec: Spec): readonly Task[] {
  const leaves = known.get(spec) ?? findLeaves(spec);
  known.set(spec, leaves);
  return leaves;
}

function findLeaves(spec: Spec): readonly Task[] {
  const under = belowTitle(spec.sections);
  const optional = new Map(spec.tasks.map((task) => [task.id, task.optional]));
  const context = new Set<ChunkId>();
  for (const { parent, optional: own } of spec.tasks) {
    if (parent !== null && (!own || optional.get(parent) === true)) context.add(parent);
  }
  const isExcluded = ofHeadings((headings) => under(headings).some(excludesWork));
  return spec.tasks.filter((task) => !task.criterion && !context.has(task.id) && !isExcluded(task));
}
