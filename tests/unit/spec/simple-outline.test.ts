import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../src/spec/lines.ts';
import { parsedOutline } from '../../../src/spec/outline.ts';
import { simpleOutline } from '../../../src/spec/simple-outline.ts';

const DIALECTS = ['plain', 'speckit', 'kiro', 'openspec'] as const;

function simple(text: string, from = 0) {
  return simpleOutline(linesOf(text), from, 'plain');
}

describe('a simple text', () => {
  it('has its headings and boxes found', () => {
    const text = [
      '# Title  of it ',
      'Prose.',
      '',
      '## Tasks',
      '- [ ] One',
      '  goes on',
      'and on',
      '',
      '- no box',
      '  - [x] Two',
      '',
      '    - [ ] Three',
      'Prose again',
      '    with more',
    ].join('\n');
    const lines = linesOf(text);
    expect(simple(text)).toEqual(parsedOutline(lines, 0, 'plain'));
    expect(simple(text)?.headings).toEqual([
      { level: 1, title: 'Title of it', line: 0, end: 0 },
      { level: 2, title: 'Tasks', line: 3, end: 3 },
    ]);
    const items = simple(text)?.items.map(({ line, textEnd, end, parent }) => [
      line,
      textEnd,
      end,
      parent,
    ]);
    expect(items).toEqual([
      [4, 6, 6, null],
      [9, 9, 13, null],
      [11, 13, 13, 1],
    ]);
  });

  it('may begin below front matter', () => {
    expect(simple('---\ntitle: x\n---\n- [ ] a', 3)?.items).toMatchObject([{ line: 3, end: 3 }]);
  });
});

describe('what is left to the parser', () => {
  it.each([
    ['a tab', '- [ ] a\n\tb'],
    ['a carriage return', '- [ ] a\r\n'],
    ['a heading with a hash in it', '# C# guide'],
    ['an underlined heading', 'Title\n==='],
    ['a thematic break', 'a\n\n---'],
    ['a numbered list', '1. a'],
    ['another bullet', '* [ ] a'],
    ['a bullet with more blanks', '-  [ ] a'],
    ['a fence', '```\n- [ ] a\n```'],
    ['a quote', '> - [ ] a'],
    ['HTML', '<!-- - [ ] a -->'],
    ['an indented paragraph', '- [ ] a\n\n  more'],
    ['an indented heading', '- [ ] a\n  # b'],
    ['an uneven indent', '- [ ] a\n   - [ ] b'],
    ['an indent of two lists at once', '- [ ] a\n    - [ ] b'],
    ['a list in a list in an item', '- - [ ] a'],
    [
      'deep nesting',
      Array.from({ length: 10 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n'),
    ],
  ])('%s', (_, text) => {
    expect(simple(text)).toBeNull();
  });
});

describe('against the parser', () => {
  const piece = fc.constantFrom(
    ...[
      '# A',
      '## B  c',
      '### ',
      '#',
      '# a # b',
      'words',
      '- [ ] a',
      '- [x] b ',
      '- [~] c',
      '- [ ]* d',
      '- [ ]',
    ],
    ...[
      '- a',
      '-',
      '---',
      '===',
      '* [ ] e',
      '+ f',
      '1. g',
      '2024 was',
      '1.5 of it',
      '10) h',
      '> q',
      '`code` x',
    ],
    ...[
      '```',
      '~~~',
      '**bold** x',
      '_em_ x',
      '***',
      '___',
      '* * *',
      '[x]: y',
      '[a] b',
      '(c)',
      '"d"',
      "'e'",
    ],
    ...[
      '<b>',
      '<!-- c',
      '-->',
      'é',
      '\u00a0',
      '\ufeff- [ ] x',
      '|a|b|',
      '|-|-|',
      '',
      '',
      '',
      '- **x**',
      '- `y`',
    ],
    ...[
      '- # z',
      '- > z',
      '- - z',
      '- [ ] \u2013 z',
      '\\# w',
      '- 1. v',
      '- [ ]\u00a0u',
      '*x',
      '_',
      '`',
      '- ',
    ],
  );
  const line = fc
    .tuple(
      fc.constantFrom('', '', '', '  ', '  ', '    ', '      ', ' ', '   ', '     ', '\t'),
      piece,
    )
    .map(([indent, words]) => indent + words);
  const text = fc.array(line, { maxLength: 14 }).map((lines) => lines.join('\n'));

  it('never finds anything else', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...DIALECTS), (written, dialect) => {
        const lines = linesOf(written);
        const found = simpleOutline(lines, 0, dialect);
        if (found !== null) expect(found).toEqual(parsedOutline(lines, 0, dialect));
      }),
      { numRuns: 2000 },
    );
  });
});
