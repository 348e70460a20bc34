import type { ChunkId } from '../domain/ids.ts';
import type { Spec, Task } from '../domain/spec.ts';
import { excludesWork } from './headings.ts';

/** Which tasks of a spec are work, which only give it context. */
export interface WorkTree {
  /** The tasks that become chunks, in the order of the text. */
  readonly leaves: readonly Task[];
  /** The tasks around a task, outermost first. */
  parentsOf(id: ChunkId): readonly Task[];
  /** The chunks at or beneath a task. */
  leavesOf(id: ChunkId): readonly Task[];
  isAbove(above: ChunkId, below: ChunkId): boolean;
  /** Position of a task in the text. */
  position(id: ChunkId): number;
}

/**
 * A task with sub-tasks is context; one whose sub-tasks are all optional is work all the same, for
 * nothing else would do it. Criteria, and what stands under "out of scope", are no work.
 */
export function workTreeOf(spec: Spec): WorkTree {
  const byId = new Map(spec.tasks.map((task, position) => [task.id, { task, position }]));
  const parentsOf = (id: ChunkId): readonly Task[] => {
    const parents: Task[] = [];
    let parent = byId.get(id)?.task.parent ?? null;
    while (parent !== null) {
      const above = byId.get(parent)?.task;
      if (above) parents.unshift(above);
      parent = above?.parent ?? null;
    }
    return parents;
  };
  const leaves = leavesAmong(spec.tasks);
  const beneath = new Map<ChunkId, Task[]>();
  for (const leaf of leaves) {
    for (const task of [...parentsOf(leaf.id), leaf]) {
      const known = beneath.get(task.id);
      if (known) known.push(leaf);
      else beneath.set(task.id, [leaf]);
    }
  }
  return {
    leaves,
    parentsOf,
    leavesOf: (id) => beneath.get(id) ?? [],
    isAbove: (above, below) => parentsOf(below).some((task) => task.id === above),
    position: (id) => byId.get(id)?.position ?? -1,
  };
}

function leavesAmong(tasks: readonly Task[]): readonly Task[] {
  const optional = new Map(tasks.map((task) => [task.id, task.optional]));
  const context = new Set<ChunkId>();
  for (const { parent, optional: own } of tasks) {
    if (parent !== null && (!own || optional.get(parent) === true)) context.add(parent);
  }
  return tasks.filter(
    (task) => !task.criterion && !context.has(task.id) && !task.headings.some(excludesWork),
  );
}
