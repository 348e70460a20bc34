import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addedLines } from '../../../src/domain/added-lines.ts';

describe('addedLines', () => {
  it.each([
    [null, 'a\nb\n', [1, 2]],
    ['a\nb\n', 'a\nx\nb\n', [2]],
    ['a\nb\n', 'b\na\n', []],
    ['a\n', 'a\na\n', [2]],
    ['a\r\nb', 'a\nb\n', []],
    ['a', '', []],
  ])('%j → %j', (before, after, lines) => {
    expect([...addedLines(before, after)]).toEqual(lines);
  });

  it('names as many lines as there are more', () => {
    const texts = fc
      .array(fc.constantFrom('a', 'b', 'c'))
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const count = (text: string, line: string) =>
          text.split('\n').filter((one) => one === line).length;
        const more = ['a', 'b', 'c'].map((line) =>
          Math.max(0, count(after, line) - count(before, line)),
        );
        expect(addedLines(before, after).size).toBe(more.reduce((sum, each) => sum + each, 0));
      }),
    );
  });
});
