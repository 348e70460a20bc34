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
  const positions = new Map(nodes.map((node, at) => [node.id, at]));
  const waitsFor = nodes.map((node) => inside(positions, node.dependsOn));
  const frees = nodes.map((): number[] => []);
  waitsFor.forEach((below, at) => {
    for (const position of below) frees[position]?.push(at);
  });
  const order = release(waitsFor, frees);
  const placed = new Set(order);
  const stuck = nodes.flatMap((_, at) => (placed.has(at) ? [] : [at]));
  const pick = (at: number) => nodes.slice(at, at + 1);
  return {
    ordered: [...order, ...stuck].flatMap(pick),
    cycle: cycleAmong(stuck, waitsFor).flatMap(pick),
  };
}

function inside<Id>(positions: ReadonlyMap<Id, number>, ids: readonly Id[]): readonly number[] {
  return [...new Set(ids.flatMap((id) => positions.get(id) ?? []))];
}

/** Positions in build order, as far as they can be ordered. */
function release(
  waitsFor: readonly (readonly number[])[],
  frees: readonly (readonly number[])[],
): readonly number[] {
  const open = waitsFor.map((below) => below.length);
  const order: number[] = [];
  for (let at = 0; at < open.length; at += 1) {
    const ready = open[at] === 0 ? [at] : [];
    for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
      order.push(next);
      for (const freed of frees[next] ?? []) {
        open[freed] = (open[freed] ?? 0) - 1;
        if (open[freed] === 0 && freed < at) insert(ready, freed);
      }
    }
  }
  return order;
}

function insert(sorted: number[], value: number): void {
  const at = sorted.findIndex((other) => other > value);
  sorted.splice(at < 0 ? sorted.length : at, 0, value);
}

/** Follows what stuck nodes wait for until one comes again. */
function cycleAmong(
  stuck: readonly number[],
  waitsFor: readonly (readonly number[])[],
): readonly number[] {
  const candidates = new Set(stuck);
  const seen = new Map<number, number>();
  const path: number[] = [];
  let at = stuck[0];
  while (at !== undefined && !seen.has(at)) {
    seen.set(at, path.length);
    path.push(at);
    at = waitsFor[at]?.find((below) => candidates.has(below));
  }
  return at === undefined ? [] : path.slice(seen.get(at));
}
