import { describe, expect, it } from 'vitest';
import {
  mergeCoverage,
  patchCoverage,
  percent,
  projectCoverage,
  uncoveredRanges,
} from '../../../src/domain/coverage.ts';

const FILES = [
  { path: 'a.js', covered: [1, 2, 3], uncovered: [4] },
  { path: 'b.js', covered: [], uncovered: [1] },
];
const TESTS = { path: 'tests/a.test.js', covered: [1, 2, 3], uncovered: [4] };

describe('mergeCoverage', () => {
  it('has a line run where any report says so', () => {
    const again = { path: 'a.js', covered: [4, 9], uncovered: [1, 8] };
    expect(mergeCoverage([...FILES, again])).toEqual([
      { path: 'a.js', covered: [1, 2, 3, 4, 9], uncovered: [8] },
      FILES[1],
    ]);
  });

  it('leaves tests out', () => {
    expect(mergeCoverage([TESTS])).toEqual([]);
  });

  it('keeps counts where every report counts', () => {
    const counted = { path: 'a.js', covered: [], uncovered: [], counts: { covered: 1, total: 2 } };
    expect(mergeCoverage([counted, counted])).toEqual([counted]);
    const more = { ...counted, counts: { covered: 2, total: 2 } };
    expect(mergeCoverage([counted, more, counted])).toEqual([more]);
    expect(mergeCoverage([counted, ...FILES])).toEqual(FILES);
    expect(mergeCoverage([...FILES, counted])).toEqual(FILES);
  });
});

describe('patchCoverage', () => {
  it('counts the executable lines among the changed ones', () => {
    const changed = new Map([['a.js', new Set([3, 4, 5])]]);
    expect(patchCoverage([...FILES, ...FILES], changed)).toEqual({ covered: 1, total: 2 });
  });

  it('is unknown where no changed line could run', () => {
    expect(patchCoverage(FILES, new Map([['a.js', new Set([9])]]))).toBeNull();
    expect(patchCoverage([TESTS], new Map([[TESTS.path, new Set([1])]]))).toBeNull();
    expect(patchCoverage([], new Map())).toBeNull();
  });
});

describe('uncoveredRanges', () => {
  it('joins neighbours, over what holds nothing that could run', () => {
    const file = { path: 'a.js', covered: [1, 5, 20], uncovered: [2, 4, 6, 7, 9, 21, 30] };
    const changed = new Map([['a.js', new Set([1, 2, 3, 4, 5, 6, 7, 8, 20, 21])]]);
    expect(uncoveredRanges([file, FILES[1]!], changed)).toEqual([
      { path: 'a.js', from: 2, to: 4 },
      { path: 'a.js', from: 6, to: 7 },
      { path: 'a.js', from: 21, to: 21 },
    ]);
  });

  it('ends with the file', () => {
    const file = { path: 'a.js', covered: [], uncovered: [1, 2] };
    expect(uncoveredRanges([file], new Map([['a.js', new Set([2])]]))).toEqual([
      { path: 'a.js', from: 2, to: 2 },
    ]);
  });
});

describe('projectCoverage', () => {
  it('is the share of all executable lines', () => {
    expect(projectCoverage([...FILES, TESTS])).toEqual({ covered: 3, total: 5 });
    expect(percent({ covered: 3, total: 5 })).toBe(60);
    expect(projectCoverage([])).toBeNull();
    const counts = { covered: 5, total: 5 };
    const summary = { path: 'c.js', covered: [], uncovered: [], counts };
    expect(projectCoverage([...FILES, summary])).toEqual({ covered: 8, total: 10 });
  });
});
