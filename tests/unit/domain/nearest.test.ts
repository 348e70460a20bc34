import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../../src/domain/nearest.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['plan', 'plan', 0],
    ['paln', 'plan', 1],
    ['kitten', 'sitting', 3],
    ['engine', 'enigne', 1],
    ['ca', 'abc', 3],
  ])('of %j and %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it('is symmetric, and zero for equal words only', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });

  it('is at most one for one deleted character', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20 }), fc.nat(), (word, seed) => {
        const at = seed % word.length;
        expect(editDistance(word, word.slice(0, at) + word.slice(at + 1))).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('nearest', () => {
  const commands = ['build', 'plan', 'status', 'demo', 'unlock'];

  it.each([
    ['paln', 'plan'],
    ['PLAN', 'plan'],
    ['biuld', 'build'],
    ['stat', 'status'],
    ['statsu', 'status'],
    ['unlok', 'unlock'],
    ['xyzzy', null],
    ['a', null],
    ['', null],
  ])('of %j is %j', (word, meant) => {
    expect(nearest(word, commands)).toBe(meant);
  });

  it('takes the beginning of a long word for the word', () => {
    expect(nearest('--max-loc', ['--max-turns', '--max-loc-per-pr'])).toBe('--max-loc-per-pr');
  });

  it('prefers the word itself to one it begins', () => {
    expect(nearest('spec', ['specs', 'spec'])).toBe('spec');
  });

  it('has nothing to offer without candidates', () => {
    expect(nearest('plan', [])).toBeNull();
  });
});
