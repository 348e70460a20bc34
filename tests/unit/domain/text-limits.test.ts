import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, foldBlanks, oneLine, plain } from '../../../src/domain/text-limits.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('clip', () => {
  it.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['two words', 5, 'two…'],
    ['ab😀cd', 4, 'ab…'],
    ['ab😀cd', 5, 'ab😀…'],
    ['x', 1, 'x'],
    ['xy', 1, '…'],
  ])('cuts %j to %i as %j', (text, max, cut) => {
    expect(clip(text, max)).toBe(cut);
  });

  it('keeps to its limit, and leaves alone what fits', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 70 }), (text, max) => {
        const cut = clip(text, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut === text).toBe(text.length <= max || text === cut);
        expect(cut).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
      }),
    );
  });
});

describe('plain', () => {
  it.each([
    ['\u001b[1;31mred\u001b[0m', 'red'],
    ['\u001b]8;;https://x.test\u0007link\u001b]8;;\u0007', 'link'],
    ['\u001b]0;title\u001b\\text', 'text'],
    ['\u001bMup', 'up'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['tab\tstays', 'tab\tstays'],
    ['bell\u0007 nul\u0000 del\u007f c1\u0085', 'bell nul del c1'],
    ['\u001b[31', '[31'],
  ])('of %j is %j', (text, clean) => {
    expect(plain(text)).toBe(clean);
  });

  it('leaves no control character but tabs and line feeds', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        '\u001b',
        '[',
        ']',
        '3',
        'm',
        '\u0007',
        '\\',
        '\r',
        '\n',
        'a',
        '\u009b',
      ),
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.oneof(anyText, hostile), (text) => {
        expect(plain(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
    );
  });
});

describe('oneLine', () => {
  it('folds white space and takes control characters out', () => {
    expect(oneLine('  a\n\n\tb \u001b[1mc\u001b[0m\u0000 ')).toBe('a b c');
  });

  it('is one line, and stays as it is a second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = oneLine(text);
        expect(line).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(oneLine(line)).toBe(line);
      }),
    );
  });
});

describe('foldBlanks', () => {
  it('makes one blank of any white space', () => {
    const spaced = fc.array(fc.constantFrom('a', 'é', ' ', '\t', '\n', '\u00a0', '\ufeff'));
    fc.assert(
      fc.property(spaced, (parts) => {
        const text = parts.join('');
        expect(foldBlanks(text)).toBe(text.replace(/\s+/g, ' ').trim());
        expect(oneLine(text)).toBe(plain(text).replace(/\s+/g, ' ').trim());
      }),
    );
  });
});
