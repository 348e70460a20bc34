/** Strongly connected groups of more than one node, and nodes that name themselves (Tarjan's algorithm). */
export function findCircles(edges: ReadonlyMap<string, readonly string[]>): readonly string[][] {
  const search: Search = { edges, index: new Map(), low: new Map(), stack: [], circles: [] };
  for (const node of edges.keys()) {
    if (!search.index.has(node)) visit(node, search);
  }
  return search.circles;
}

interface Search {
  readonly edges: ReadonlyMap<string, readonly string[]>;
  readonly index: Map<string, number>;
  readonly low: Map<string, number>;
  readonly stack: string[];
  readonly circles: string[][];
}

function visit(node: string, search: Search): void {
  const { index, low, stack } = search;
  index.set(node, index.size);
  low.set(node, index.size - 1);
  stack.push(node);
  for (const next of search.edges.get(node) ?? []) follow(node, next, search);
  if (low.get(node) === index.get(node)) close(node, search);
}

function follow(node: string, next: string, search: Search): void {
  const { index, low, stack } = search;
  if (!search.edges.has(next)) return;
  if (!index.has(next)) {
    visit(next, search);
    low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
  } else if (stack.includes(next)) {
    low.set(node, Math.min(low.get(node) ?? 0, index.get(next) ?? 0));
  }
}

function close(node: string, { edges, stack, circles }: Search): void {
  const group = stack.splice(stack.indexOf(node));
  if (group.length > 1 || edges.get(node)?.includes(node) === true) circles.push(group);
}
