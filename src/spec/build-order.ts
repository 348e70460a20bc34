/** Something that waits for others. */
export interface Node<Id> {
  readonly id: Id;
  readonly dependsOn: readonly Id[];
}

export interface BuildOrder<T> {
  /** Always the first of the given nodes that has nothing left to wait for; those that never have come last. */
  readonly ordered: readonly T[];
  /** The members of one cycle, each depending on the next; empty when there is none. */
  readonly cycle: readonly T[];
}

/** Sorts so that every node follows what it depends on; dependencies outside the list are no hindrance. */
export function buildOrder<Id, T extends Node<Id>>(nodes: readonly T[]): BuildOrder<T> {
  const steps = nodes.map((node, at): Step<T> => ({ node, at, waitsFor: new Set(), frees: [] }));
  const byId = new Map(steps.map((step) => [step.node.id, step]));
  for (const step of steps) {
    for (const below of step.node.dependsOn.map((id) => byId.get(id))) {
      if (below === undefined || step.waitsFor.has(below)) continue;
      step.waitsFor.add(below);
      below.frees.push(step);
    }
  }
  const order = release(steps);
  const stuck = steps.filter((step) => step.waitsFor.size > 0);
  return {
    ordered: [...order, ...stuck].map(({ node }) => node),
    cycle: cycleFrom(stuck[0]).map(({ node }) => node),
  };
}

interface Step<T> {
  readonly node: T;
  readonly at: number;
  /** What is still in the way. */
  readonly waitsFor: Set<Step<T>>;
  readonly frees: Step<T>[];
}

/** The steps in build order, as far as they can be ordered; what waits for nothing is free. */
function release<T>(steps: readonly Step<T>[]): readonly Step<T>[] {
  const order: Step<T>[] = [];
  for (const step of steps) {
    const ready = step.waitsFor.size === 0 ? [step] : [];
    for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
      order.push(next);
      for (const freed of next.frees) {
        freed.waitsFor.delete(next);
        if (freed.waitsFor.size === 0 && freed.at < step.at) insert(ready, freed);
      }
    }
  }
  return order;
}

function insert<T>(sorted: Step<T>[], step: Step<T>): void {
  const at = sorted.findIndex((other) => other.at > step.at);
  sorted.splice(at < 0 ? sorted.length : at, 0, step);
}

/** Follows what a stuck step waits for until one comes again. */
function cycleFrom<T>(stuck: Step<T> | undefined): readonly Step<T>[] {
  const path = new Set<Step<T>>();
  let step = stuck;
  while (step !== undefined && !path.has(step)) {
    path.add(step);
    [step] = step.waitsFor;
  }
  const seen = [...path];
  return seen.slice(seen.findIndex((one) => one === step));
}
