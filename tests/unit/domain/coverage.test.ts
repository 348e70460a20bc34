import { describe, expect, it } from 'vitest';
import { patchCoverage, percent, projectCoverage } from '../../../src/domain/coverage.ts';

const FILES = [
  { path: 'a.js', covered: [1, 2, 3], uncovered: [4] },
  { path: 'b.js', covered: [], uncovered: [1] },
];

describe('patchCoverage', () => {
  it('counts the executable lines among the changed ones', () => {
    const changed = new Map([['a.js', new Set([3, 4, 5])]]);
    expect(patchCoverage(FILES, changed)).toEqual({ covered: 1, total: 2 });
  });

  it('is unknown where no changed line could run', () => {
    expect(patchCoverage(FILES, new Map([['a.js', new Set([9])]]))).toBeNull();
    expect(patchCoverage([], new Map())).toBeNull();
  });
});

describe('projectCoverage', () => {
  it('is the share of all executable lines', () => {
    expect(projectCoverage(FILES)).toEqual({ covered: 3, total: 5 });
    expect(percent({ covered: 3, total: 5 })).toBe(60);
    expect(projectCoverage([])).toBeNull();
  });
});
