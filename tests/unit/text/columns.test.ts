import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, fit, padLeft, padTo, wrap } from '../../../src/text/columns.ts';
import { palette } from '../../../src/text/palette.ts';

describe('columnsOf', () => {
  it.each([
    ['', 0],
    ['plain', 5],
    ['日本', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['🚀', 2],
    ['→ ✓', 3],
  ])('%j takes %i', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  it('does not count colours', () => {
    expect(columnsOf(palette(true).red('four'))).toBe(4);
  });
});

describe('fit', () => {
  it('leaves what fits', () => {
    expect(fit('four', 4)).toBe('four');
  });

  it('cuts what does not, and says so', () => {
    expect(fit('a longer title', 9)).toBe('a longer…');
    expect(fit('日本語', 5)).toBe('日本…');
  });

  it('never exceeds the columns', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        (text, max) => {
          expect(columnsOf(fit(text, max))).toBeLessThanOrEqual(max);
        },
      ),
    );
  });
});

describe('padding', () => {
  it('fills up to the columns', () => {
    expect(padTo('日', 4)).toBe('日  ');
    expect(padLeft('7', 3)).toBe('  7');
  });

  it('leaves what is too long', () => {
    expect(padTo('long', 2)).toBe('long');
    expect(padLeft('long', 2)).toBe('long');
  });
});

describe('wrap', () => {
  it('folds between words and hangs the rest', () => {
    expect(wrap('one two three four', 9, 2)).toBe('one two\n  three\n  four');
  });

  it('never breaks a word', () => {
    expect(wrap('see https://example.com/a/long/address now', 10, 0)).toBe(
      'see\nhttps://example.com/a/long/address\nnow',
    );
  });

  it('keeps every word, in order', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1 });
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 5, max: 40 }),
        fc.integer({ min: 0, max: 4 }),
        (list, width, hang) => {
          expect(wrap(list.join(' '), width, hang).split(/\s+/)).toEqual(list);
        },
      ),
    );
  });
});
