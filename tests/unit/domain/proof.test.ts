import { describe, expect, it } from 'vitest';
import { isSource, isTestMaterial, readProof } from '../../../src/domain/proof.ts';

describe('readProof', () => {
  it('knows the three there are, and nothing else', () => {
    const values = ['red-green', 'green-only', 'none', 'Red-Green', '', null];
    expect(values.map(readProof)).toEqual(['red-green', 'green-only', 'none', null, null, null]);
  });
});

describe('isTestMaterial', () => {
  it.each([
    ['src/a.test.ts', true],
    ['tests/data/input.json', true],
    ['src/__snapshots__/a.snap', true],
    ['pkg/testdata/x.golden', true],
    ['src/a.ts', false],
    ['docs/tests.md', false],
  ])('%s: %s', (path, expected) => expect(isTestMaterial(path)).toBe(expected));
});

describe('isSource', () => {
  it.each([
    ['src/a.ts', true],
    ['lib/a.py', true],
    ['bin/run.sh', true],
    ['Main.java', true],
    ['src/a.test.ts', false],
    ['README.md', false],
    ['package.json', false],
    ['tests/data/a.js', false],
  ])('%s: %s', (path, expected) => expect(isSource(path)).toBe(expected));
});
