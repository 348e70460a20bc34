import { describe, expect, it } from 'vitest';
import { coverageOnBase } from '../../../src/domain/base-coverage.ts';
import type { Baseline } from '../../../src/domain/baseline.ts';
import {
  type CoverageOnBase,
  coverageFloor,
  fallsShort,
  isBelow,
  projectFigures,
} from '../../../src/domain/coverage-floor.ts';
import { isMeasured } from '../../../src/domain/measured.ts';

describe('coverageFloor', () => {
  it('blocks only where somebody set it, the nearest word first', () => {
    expect(coverageFloor(null, null)).toEqual({ percent: 90, blocks: false });
    expect(coverageFloor(null, 70)).toEqual({ percent: 70, blocks: true });
    expect(coverageFloor(0, 70)).toEqual({ percent: 0, blocks: true });
  });
});

describe('isBelow', () => {
  it('takes a share for what it is', () => {
    expect(isBelow({ covered: 9, total: 10 }, 90)).toBe(false);
    expect(isBelow({ covered: 89, total: 100 }, 90)).toBe(true);
    expect(isBelow({ covered: 897, total: 1000 }, 90.2 - 0.5)).toBe(false);
  });
});

describe('fallsShort', () => {
  const at = (covered: number): CoverageOnBase => {
    return { type: 'measured', share: { covered, total: 1000 } };
  };
  const NOTHING: CoverageOnBase = { type: 'nothing' };

  it.each<[string, number, CoverageOnBase, boolean]>([
    ['above the floor', 900, at(1000), false],
    ['from above to below', 890, at(960), true],
    ['a little below, within the tolerance', 898, at(902), false],
    ['half a point below', 897, at(902), false],
    ['more than half a point below', 896, at(902), true],
    ['below on the base too', 500, at(500), false],
    ['below on the base, and less now', 480, at(500), true],
    ['with nothing to compare with', 500, NOTHING, true],
    ['without anybody knowing of the base', 500, { type: 'unknown' }, false],
  ])('%s', (_, covered, base, falls) => {
    const share = { covered, total: 1000 };
    expect(fallsShort(share, { floor: { percent: 90, blocks: true }, base })).toBe(falls);
    expect(fallsShort(share, { floor: { percent: 90, blocks: false }, base })).toBe(false);
  });

  it('is told with what was gained or lost', () => {
    const share = { covered: 897, total: 1000 };
    const floor = coverageFloor(null, null);
    expect(projectFigures(share, { floor, base: at(902) }).change).toBeCloseTo(-0.5);
    expect(projectFigures(share, { floor, base: NOTHING })).toEqual({
      ...share,
      change: null,
      floor: 90,
    });
  });
});

describe('coverageOnBase', () => {
  const onBase = (about: Partial<Baseline['checks'][number]>): Baseline => {
    const check = { name: 'npm test', package: '', status: 'passed', broken: false } as const;
    const checks = [{ ...check, complaints: {}, coverage: null, ...about }];
    return { version: 1, tree: 't', tools: '', checks };
  };
  const checks = [{ name: 'npm test' }];

  it('adds up what the checks measured', () => {
    const baselines = [onBase({ coverage: { covered: 1, total: 4 } }), onBase({ name: 'lint' })];
    expect(coverageOnBase(baselines.map((baseline) => ({ checks, baseline })))).toEqual({
      type: 'measured',
      share: { covered: 1, total: 4 },
    });
  });

  it('tells nothing from what nobody knows', () => {
    expect(coverageOnBase([{ checks, baseline: onBase({}) }])).toEqual({ type: 'nothing' });
    expect(coverageOnBase([{ checks, baseline: null }])).toEqual({ type: 'unknown' });
    const failed = onBase({ status: 'failed', package: 'a' });
    expect(
      coverageOnBase([{ checks: [{ name: 'npm test', package: 'a' }], baseline: failed }]),
    ).toEqual({ type: 'unknown' });
    expect(coverageOnBase([{ checks, baseline: failed }])).toEqual({ type: 'nothing' });
  });
});

describe('isMeasured', () => {
  it('is true of anything a report knew', () => {
    const share = { covered: 1, total: 1 };
    expect(isMeasured({ patch: share })).toBe(true);
    expect(isMeasured({ patch: null, project: { ...share, change: null, floor: 90 } })).toBe(true);
    expect(isMeasured({ patch: null, project: null })).toBe(false);
    expect(isMeasured({ patch: null })).toBe(false);
  });
});
