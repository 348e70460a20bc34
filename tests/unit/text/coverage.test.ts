import { describe, expect, it } from 'vitest';
import {
  coverageTexts,
  patchCoverageText,
  projectCoverageText,
} from '../../../src/text/coverage.ts';

describe('patchCoverageText', () => {
  it.each([
    [{ covered: 12, total: 14 }, 'patch coverage 12 of 14 lines, 85.7 %'],
    [{ covered: 1, total: 1 }, 'patch coverage 1 of 1 line, 100 %'],
    [{ covered: 0, total: 3 }, 'patch coverage 0 of 3 lines, 0 %'],
    [null, 'patch coverage n/a'],
  ])('%j', (share, text) => {
    expect(patchCoverageText(share)).toBe(text);
  });

  it('rounds nothing up to all and nothing down to none', () => {
    expect(patchCoverageText({ covered: 9_999, total: 10_000 })).toContain(', 99.9 %');
    expect(patchCoverageText({ covered: 1, total: 10_000 })).toContain(', 0.1 %');
  });
});

describe('projectCoverageText', () => {
  it.each([
    [{ covered: 912, total: 1000, change: 0.4, floor: 90 }, 'coverage 91.2 % (+0.4 pp)'],
    [{ covered: 9, total: 10, change: -1.25, floor: 90 }, 'coverage 90 % (-1.3 pp)'],
    [{ covered: 9, total: 10, change: -0.01, floor: 90 }, 'coverage 90 % (+0.0 pp)'],
    [{ covered: 9, total: 10, change: null, floor: 90 }, 'coverage 90 %'],
    [{ covered: 9, total: 10, change: 0, floor: 92.5 }, 'coverage 90 % (+0.0 pp), below 92.5 %'],
    [null, 'coverage n/a'],
  ])('%j', (figures, text) => {
    expect(projectCoverageText(figures)).toBe(text);
  });
});

describe('coverageTexts', () => {
  it('says of the project only what was looked at', () => {
    expect(coverageTexts({ patch: null })).toEqual(['patch coverage n/a']);
    expect(coverageTexts({ patch: null, project: null })).toEqual([
      'patch coverage n/a',
      'coverage n/a',
    ]);
  });
});
