import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withTicksOf } from '../../../src/spec/carry.ts';
import { chunksOf } from '../../../src/spec/chunks.ts';
import { parseSpec, parseText } from '../../../src/spec/parse.ts';

const PATH = '.kiro/specs/x/tasks.md';
/** Milliseconds that a text may take on the busiest machine: what never ends is what is looked for. */
const LIMIT = 30_000;
const SIZE = 12_288;

const fill = (piece: string) => piece.repeat(Math.floor(SIZE / piece.length));
const stairs = Array.from({ length: 200 }, (_, at) => `${' '.repeat(at * 2)}- [ ] a`).join('\n');

describe('hostile texts', () => {
  it.each([
    ['boxes', fill('- [ ] ab\n')],
    ['loose boxes', fill('- [ ] ab\n\n')],
    ['references', fill('- [ ] T1 (depends on T1)\n')],
    ['markers on one line', `${fill('- ')}x`],
    ['quotes on one line', `${fill('>')}x`],
    ['nested groups', fill('- a\n  - b\n    - c\n      - [ ] d\n')],
    ['stairs', stairs],
    ['underlined headings', fill('abc\n===\n')],
    ['headings', fill('# a\n')],
    ['open fences', fill('```\n')],
    ['comments', fill('<!-- a\n')],
    ['brackets', fill('[')],
    ['definitions', fill('[a]: <b\n')],
    ['blank lines', fill('\n')],
    ['quoted lists', fill('> - [ ] a\n')],
    ['lazy lines', `> a\n${fill('b\n')}`],
    ['one line', fill('x')],
    ['one item of many lines', `- [ ] a\n${fill('  b\n')}`],
    ['rules', fill('---\n')],
    ['tabs', fill('\t- [ ] a\n')],
    ['front matter', `---\n${fill('- ')}\n---\n`],
    ['broken front matter', `---\na: ${fill('[')}\n---\n`],
    ['numbers', `- [ ] ${fill('1.')} a`],
    ['paths', `- [ ] ${fill('`a/')}`],
    ['stars', `- [ ] ${fill('**')}`],
  ])(
    'of %s are read or refused',
    (_, text) => {
      const result = parseSpec(PATH, new TextEncoder().encode(text));
      if (result.ok) {
        const { chunks, problems } = chunksOf(result.spec, { asked: true });
        expect(chunks.length).toBeLessThanOrEqual(Math.max(1, result.spec.tasks.length));
        expect(new Set(problems.map(({ code }) => code)).size).toBe(problems.length);
        expect(withTicksOf(result.spec, result.spec)).toBe(text);
      } else {
        expect(result.problem.message).not.toBe('');
      }
    },
    LIMIT,
  );

  it('never make the parser fail, and boxes are where they are said to be', () => {
    const piece = fc.constantFrom(
      '- ',
      '* ',
      '1. ',
      '> ',
      '  ',
      '    ',
      '\t',
      '\n',
      '\n\n',
      '\r\n',
      '\r',
      '[ ] ',
      '[x] ',
      '[-] ',
      '[ ]* ',
      'word',
      ' é😀 ',
      '# ',
      '===\n',
      '---\n',
      '```\n',
      '<!--',
      '-->\n',
      '<div>\n',
      '2.1 ',
      'T001 ',
      '\uFEFF',
      '\0',
      'depends on ',
      '"a"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
        const text = pieces.join('');
        const spec = parseText(PATH, text);
        const lines = text.split(/\r\n|\n|\r/);
        for (const task of spec.tasks) {
          expect(text.slice(task.boxOffset - 1, task.boxOffset + 2)).toMatch(/^\[[ \txX~-]\]$/);
          expect(lines[task.line - 1]).toContain(task.title);
          expect(task.title.trim()).not.toBe('');
        }
        expect(new Set(spec.tasks.map(({ id }) => id)).size).toBe(spec.tasks.length);
        chunksOf(spec, { asked: true });
        parseSpec(PATH, new TextEncoder().encode(text));
      }),
      { numRuns: 300 },
    );
  });

  it('of any kind are survived', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(parseText('a.md', text).text).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const result = parseSpec('a.md', bytes);
        expect(result.ok || result.problem.path === 'a.md').toBe(true);
      }),
    );
  });
});

describe('long texts', () => {
  it('are read piece by piece as they would be in one', () => {
    const block = (at: number) =>
      [
        `## Part ${String(at)}`,
        '',
        'Some prose that says what is to be done and why it has to be done now.',
        '',
        '```js',
        '- [ ] not a task',
        '',
        '# not a heading',
        '```',
        '',
        `- [ ] task ${String(at)}`,
        '  - [x] sub-task',
        '',
        '    note of the sub-task',
        `- [x] other ${String(at)}`,
        '',
        '1. plain',
        `2. [ ] counted ${String(at)}`,
        '',
        '> - [ ] quoted',
        '',
      ].join('\n');
    const whole = Array.from({ length: 60 }, (_, at) => block(at)).join('\n');
    const shape = (text: string) =>
      parseText('a.md', text).tasks.map(({ title, headings, done, number, body, parent }) => [
        title,
        headings,
        done,
        number,
        body,
        parent !== null,
      ]);
    const apart = Array.from({ length: 60 }, (_, at) => shape(block(at))).flat();
    expect(shape(whole)).toEqual(apart);
  });

  it('may hold one block larger than any piece', () => {
    const fence = `\`\`\`\n${'- [ ] no\n'.repeat(3000)}\`\`\`\n`;
    const item = `- [ ] a\n${'  note\n'.repeat(2000)}- [ ] b\n`;
    const text = `${fence}\n${item}\n${'long paragraph\n'.repeat(3000)}\n- [ ] c\n`;
    expect(parseText('a.md', text).tasks.map(({ title }) => title)).toEqual(['a', 'b', 'c']);
  });
});
