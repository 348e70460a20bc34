import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildOrder } from '../../../src/spec/build-order.ts';

const order = (graph: Readonly<Record<string, readonly string[]>>) => {
  const nodes = Object.entries(graph).map(([id, dependsOn]) => ({ id, dependsOn }));
  const { ordered, cycle } = buildOrder(nodes);
  return {
    ordered: ordered.map(({ id }) => id).join(''),
    cycle: cycle.map(({ id }) => id).join(''),
  };
};

describe('buildOrder', () => {
  it('keeps the given order where nothing speaks against it', () => {
    expect(order({ a: [], b: ['a'], c: [], d: ['a', 'c'] })).toEqual({
      ordered: 'abcd',
      cycle: '',
    });
  });

  it('puts what waits right behind what it waited for', () => {
    expect(order({ a: ['c'], b: [], c: [], d: [] }).ordered).toBe('bcad');
    expect(order({ a: ['b'], b: ['d'], c: ['d'], d: [] }).ordered).toBe('dbac');
    expect(order({ a: ['d'], b: ['c'], c: ['d'], d: [] }).ordered).toBe('dacb');
  });

  it('ignores dependencies from outside and repeated ones', () => {
    expect(order({ a: ['x', 'b', 'b'], b: [] })).toEqual({ ordered: 'ba', cycle: '' });
  });

  it('names a cycle, and puts what cannot be ordered last', () => {
    expect(order({ a: ['a'], b: [] })).toEqual({ ordered: 'ba', cycle: 'a' });
    expect(order({ a: ['b'], b: ['c'], c: ['d'], d: ['c'], e: [] })).toEqual({
      ordered: 'eabcd',
      cycle: 'cd',
    });
  });

  it('loses nothing and respects every dependency of any graph without cycles', () => {
    const graph = fc.integer({ min: 0, max: 25 }).chain((size) =>
      fc.record({
        edges: fc.array(fc.tuple(fc.nat(25), fc.nat(25)), { maxLength: 60 }),
        shuffle: fc.shuffledSubarray(
          Array.from({ length: size }, (_, at) => at),
          { minLength: size },
        ),
      }),
    );
    fc.assert(
      fc.property(graph, ({ edges, shuffle }) => {
        const nodes = shuffle.map((id) => ({
          id,
          dependsOn: edges.filter(([from, to]) => from === id && to < id).map(([, to]) => to),
        }));
        const { ordered, cycle } = buildOrder(nodes);
        const at = new Map(ordered.map(({ id }, position) => [id, position]));
        expect(cycle).toEqual([]);
        expect([...at.keys()].sort()).toEqual([...shuffle].sort());
        for (const { id, dependsOn } of nodes) {
          for (const below of dependsOn) {
            if (at.has(below)) expect(at.get(below)).toBeLessThan(at.get(id) ?? -1);
          }
        }
      }),
    );
  });
});
