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
    // A block above one that ends alike: its own lines, not those of the other.
    ['f {\nr\n}\n', 'g {\nr\n}\nf {\nr\n}\n', [1, 2, 3]],
    // Between two changes the lines that occur once hold their neighbours.
    ['a\nr\nb\nr\nc\n', 'x\na\nr\nr\nb\nr\nc\ny\n', [1, 3, 8]],
    ['1\nr\n2\nr\n3\n', 'r\n3\nx\n2\nr\n1\nr\n', [3, 5]],
  ])('%j → %j', (before, after, lines) => {
    expect([...addedLines(before, after)]).toEqual(lines);
  });

  const texts = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 20 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''));
  const count = (text: string, line: string) =>
    text.split('\n').filter((one) => one === line).length;

  it('names as many lines as there are more, of each', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const lines = after.split('\n');
        const added = [...addedLines(before, after)].map((line) => lines[line - 1]);
        for (const line of 'abcdefg') {
          const more = Math.max(0, count(after, line) - count(before, line));
          expect(added.filter((one) => one === line)).toHaveLength(more);
        }
      }),
    );
  });

  it('names what was put in at one place', () => {
    fc.assert(
      fc.property(texts, texts, texts, (head, middle, tail) => {
        const added = addedLines(`${head}${tail}`, `${head}new\n${middle}${tail}`);
        const at = head.split('\n').length;
        expect(added.has(at)).toBe(true);
        expect(added.size).toBe(middle.split('\n').length);
      }),
    );
  });

  it('is quick with long texts', () => {
    const long = Array.from({ length: 20_000 }, (_, at) => `line ${at % 16_000}`);
    const mixed = [...long.slice(10_000), 'x', ...long.slice(0, 10_000)];
    expect([...addedLines(long.join('\n'), mixed.join('\n'))]).toEqual([10_001]);
  });
});
