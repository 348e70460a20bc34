import { describe, expect, it } from 'vitest';
import { readShellcheck } from '../../../../../src/verifiers/toolchains/shell/shellcheck.ts';
import { readComplaint } from '../../../../../src/verifiers/toolchains/shell/syntax.ts';

describe('what shells say of a script they cannot read', () => {
  it.each([
    ['./a.sh: line 5: syntax error: unexpected end of file', 'a.sh', 5],
    ['./c d.sh: 4: Syntax error: Unterminated quoted string', 'c d.sh', 4],
    ["ksh: ./x/a.ksh: line 2: `fi' unexpected", 'x/a.ksh', 2],
  ])('%s', (line, file, row) => {
    expect(readComplaint(line)).toMatchObject({ file, line: row, rule: 'syntax' });
  });

  it('is nothing else', () => {
    expect(readComplaint('some words')).toBeNull();
  });
});

describe('a report of shellcheck', () => {
  const row = (level: string) => ({
    file: './a.sh',
    line: 3,
    level,
    code: 2046,
    message: 'Quote.',
  });

  it('holds errors and warnings', () => {
    const text = JSON.stringify(['error', 'warning', 'info', 'style'].map(row));
    expect(readShellcheck(text)).toEqual(
      Array.from({ length: 2 }, () => {
        return { check: 'shellcheck', file: 'a.sh', line: 3, rule: 'SC2046', message: 'Quote.' };
      }),
    );
  });

  it.each(['[', '[1]', '{}', ''])('may be none: %s', (text) => {
    expect(readShellcheck(text)).toEqual([]);
  });
});
