import { describe, expect, it } from 'vitest';
import { codeLines } from '../../../src/domain/code-lines.ts';

const NUMBERED = (path: string, lines: readonly string[]) => [...codeLines(path, lines.join('\n'))];

describe('codeLines', () => {
  it('are those that hold more than punctuation or a comment', () => {
    const js = [
      '// a',
      'const a = 1; // one',
      '',
      '/* b',
      ' * c',
      ' */',
      '}',
      '});',
      '  #x = 2;',
      '*gen() {',
      '  ??= ä',
    ];
    expect(NUMBERED('a.ts', js)).toEqual([2, 9, 10, 11]);
    expect(NUMBERED('a.py', ['# a', 'x = 1  # b', ')', '*args,', '  return'])).toEqual([2, 4, 5]);
    expect(NUMBERED('a.unknown', ['# a', '// b', '--'])).toEqual([1, 2]);
  });

  it('end where the text does, whatever its ends of line', () => {
    expect(NUMBERED('a.go', ['a\r', '\r', 'b\r', ''])).toEqual([1, 3]);
    expect(NUMBERED('a.go', [''])).toEqual([]);
  });
});
