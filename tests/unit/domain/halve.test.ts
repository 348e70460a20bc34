import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exceeds, halve, type SizedFile, sizedFile } from '../../../src/domain/halve.ts';

const file = (path: string, tokens: number): SizedFile => ({ path, tokens });
const paths = (parts: readonly (readonly SizedFile[])[]): readonly (readonly string[])[] =>
  parts.map((part) => part.map(({ path }) => path));

describe('halve', () => {
  it('leaves alone what fits, and what cannot be divided', () => {
    expect(paths(halve([file('a', 10), file('b', 10)], 20))).toEqual([['a', 'b']]);
    expect(paths(halve([file('a', 100)], 20))).toEqual([['a']]);
    expect(paths(halve([], 20))).toEqual([[]]);
    expect(paths(halve([], -1))).toEqual([[]]);
  });

  it('balances the halves by size and keeps the order of the files', () => {
    const files = [file('a', 1), file('b', 60), file('c', 30), file('d', 20)];
    expect(paths(halve(files, 70))).toEqual([['a', 'c', 'd'], ['b']]);
    expect(paths(halve([file('a', 0), file('b', 5)], 1))).toEqual([['a'], ['b']]);
  });

  it('keeps what belongs together as long as there is anything else', () => {
    const files = [
      file('src/a.ts', 40),
      file('src/b.ts', 40),
      file('tests/a.test.ts', 30),
      file('tests/b.test.ts', 30),
    ];
    expect(paths(halve(files, 100))).toEqual([
      ['src/a.ts', 'tests/a.test.ts'],
      ['src/b.ts', 'tests/b.test.ts'],
    ]);
    expect(paths(halve(files, 60))).toEqual([
      ['src/a.ts'],
      ['tests/a.test.ts'],
      ['src/b.ts'],
      ['tests/b.test.ts'],
    ]);
  });

  it('halves three times at most', () => {
    const files = Array.from({ length: 32 }, (_, at) => file(`f${String(at)}`, 100));
    expect(halve(files, 1)).toHaveLength(8);
    expect(halve(files, 400).map(({ length }) => length)).toEqual(Array(8).fill(4));
    expect(halve(files, 1_600)).toHaveLength(2);
  });

  it('covers every file once; a part fits, or is one file, or one of eight', () => {
    const files = fc
      .array(fc.nat(1_000), { maxLength: 40 })
      .map((sizes) => sizes.map((tokens, at) => file(`f${String(at)}`, tokens)));
    fc.assert(
      fc.property(files, fc.integer({ min: -10, max: 5_000 }), (all, budget) => {
        const parts = halve(all, budget);
        expect(new Set(parts.flat())).toEqual(new Set(all));
        expect(parts.flat()).toHaveLength(all.length);
        expect(parts.length).toBeLessThanOrEqual(8);
        const order = new Map(all.map((one, at) => [one, at]));
        for (const part of parts) {
          const places = part.map((one) => order.get(one) ?? -1);
          expect(places).toEqual(places.toSorted((a, b) => a - b));
          expect(part.length > 0 || all.length === 0).toBe(true);
        }
        const tooBig = parts.filter((part) => part.length > 1 && exceeds(part, budget));
        if (all.length <= 4) expect(tooBig).toEqual([]);
        if (tooBig.length > 0) expect(parts.length).toBeGreaterThan(3);
      }),
    );
  });
});

it.each([
  ['src/a.ts', 2],
  ['data.csv', 2],
  ['package-lock.json', 0],
  ['assets/logo.PNG', 0],
  ['fonts/x.woff2', 0],
])('%s of 7 bytes takes %i tokens', (path, tokens) => {
  expect(sizedFile(path, 7)).toEqual({ path, tokens });
});
