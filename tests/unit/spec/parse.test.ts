import { describe, expect, it } from 'vitest';
import { digest } from '../../../src/domain/ids.ts';
import { mayHoldWork, parseSpec, parseText } from '../../../src/spec/parse.ts';

const PLAIN = 'docs/specs/12_auth.md';
const KIRO = '.kiro/specs/login/tasks.md';

const bytes = (text: string) => new TextEncoder().encode(text);
const titles = (text: string, path = PLAIN) => parseText(path, text).tasks.map((one) => one.title);
const problem = (data: Uint8Array) => {
  const result = parseSpec(PLAIN, data);
  return result.ok ? null : { code: result.problem.code, line: result.problem.line };
};

describe('parseSpec refuses', () => {
  it('what is larger than 1 MiB, but not what is just as large', () => {
    expect(problem(bytes('x'.repeat(1_048_577)))).toEqual({ code: 'too_large', line: null });
    expect(problem(bytes('x'.repeat(1_048_576)))).toBeNull();
  });

  it('what is not UTF-8', () => {
    expect(problem(Uint8Array.of(0x23, 0x20, 0xff))).toEqual({ code: 'not_utf8', line: null });
    expect(problem(Uint8Array.of(0x23, 0xc3))).toEqual({ code: 'not_utf8', line: null });
    expect(problem(bytes('a replacement � as written'))).toBeNull();
  });

  it('a NUL, naming its line', () => {
    expect(problem(bytes('a\r\nb\n\0'))).toEqual({ code: 'nul', line: 3 });
  });

  it.each(['', ' \n\t\r\n', '\uFEFF', '\uFEFF\n', '---\ntitle: A\n---\n\n'])(
    'the empty %j',
    (text) => {
      expect(problem(bytes(text))).toEqual({ code: 'empty', line: null });
    },
  );

  it.each([
    ['title: [a', 'YAML'],
    ['- a\n- b', 'key: value'],
    ['just words', 'key: value'],
    ['title: [a]', '`title`'],
    ['status: {a: b}', '`status`'],
    ['depends_on: {a: b}', '`depends_on`'],
    ['depends_on: [[a]]', '`depends_on`'],
    ['title: &a x\nstatus: *a', '`status`'],
    [`title: ${'['.repeat(300)}`, '256'],
    [`title: ${'x'.repeat(17_000)}`, '16 KiB'],
  ])('the front matter %.20j', (yaml, word) => {
    const result = parseSpec(PLAIN, bytes(`---\n${yaml}\n---\n- [ ] a\n`));
    expect(result).toMatchObject({ ok: false, problem: { code: 'front_matter', line: 1 } });
    expect(result.ok ? '' : result.problem.message).toContain(word);
  });

  it('lists that nest too deeply', () => {
    expect(problem(bytes(`# A\n\n${'- '.repeat(60)}[ ] deep\n`))).toEqual({
      code: 'too_large',
      line: 3,
    });
    expect(problem(bytes(`${'>'.repeat(5000)}x`))).toEqual({ code: 'too_large', line: 1 });
  });
});

describe('parseText', () => {
  it('describes the spec', () => {
    const text = '# Auth\n\nIntro.\n\n- [ ] a\n';
    expect(parseSpec(PLAIN, bytes(text))).toEqual({ ok: true, spec: parseText(PLAIN, text) });
    expect(parseText(PLAIN, text)).toMatchObject({
      path: PLAIN,
      label: '12',
      title: 'Auth',
      dialect: 'plain',
      hash: digest([text], 64),
      text,
      dependsOn: [],
      status: null,
    });
  });

  it.each([
    ['# A *b* `c` #\n', PLAIN, 'A *b* `c`'],
    ['Long\ntitle\n=====\n', PLAIN, 'Long title'],
    ['Hard  \nbreak\n===\n', PLAIN, 'Hard break'],
    ['---\ntitle: From the head\n---\n# A\n', PLAIN, 'From the head'],
    ['## Not a title\n', PLAIN, '12 auth'],
    ['```\n# no\n```\n', 'specs/my_feature.md', 'my feature'],
    ['# Implementation Plan\n', KIRO, 'login'],
    ['# Tasks: Login form\n', 'specs/001-login/tasks.md', 'Tasks: Login form'],
    ['text', '---.md', 'Spec'],
    ['\uFEFF# With a mark\n', PLAIN, 'With a mark'],
  ])('finds the title of %j', (text, path, title) => {
    expect(parseText(path, text).title).toBe(title);
  });

  it('reads front matter, scalars as written', () => {
    const head = '---\r\nstatus: READY\r\ndepends_on: [007, "a b"]\r\nother: {x: 1}\r\n---\r\n';
    expect(parseText(PLAIN, `${head}# A\r\n`)).toMatchObject({
      status: 'ready',
      dependsOn: ['007', 'a b'],
      title: 'A',
    });
    expect(parseText(PLAIN, '---\ndepends_on: 11\n...\n').dependsOn).toEqual(['11']);
    expect(parseText(PLAIN, '---\ntitle:\ndepends_on:\n---\n').dependsOn).toEqual([]);
    expect(parseText(PLAIN, '---\n# nothing but a comment\n---\n# A').title).toBe('A');
    expect(parseText(PLAIN, '---\n---\n# A').title).toBe('A');
  });

  it('takes an unclosed rule for Markdown', () => {
    expect(parseText(PLAIN, '---\ntitle: x\n\n- [ ] a\n')).toMatchObject({
      title: '12 auth',
      tasks: [{ title: 'a', line: 4 }],
    });
  });

  it('finds boxes of every bullet, number and nesting', () => {
    const text = [
      '- [ ] dash',
      '* [x] star',
      '+ [X] plus',
      '',
      '1. [ ] first',
      '   - [ ] inner',
      '',
      '2) [ ] paren',
      '',
      '> - [ ] quoted',
      '',
      '- plain',
      '  1. [ ] below plain',
    ].join('\n');
    const { tasks } = parseText(PLAIN, text);
    expect(tasks.map(({ title, done, line, number }) => [title, done, line, number])).toEqual([
      ['dash', false, 1, null],
      ['star', true, 2, null],
      ['plus', true, 3, null],
      ['first', false, 5, '1'],
      ['inner', false, 6, null],
      ['paren', false, 8, '2'],
      ['quoted', false, 10, null],
      ['below plain', false, 13, '1'],
    ]);
    expect(tasks.map(({ parent }) => parent)).toEqual([
      null,
      null,
      null,
      null,
      tasks[3]?.id,
      null,
      null,
      null,
    ]);
    for (const task of tasks) {
      expect(text.slice(task.boxOffset - 1, task.boxOffset + 2)).toMatch(/^\[[ xX]\]$/);
    }
  });

  it.each([
    '```\n- [ ] a\n```',
    '~~~md\n- [ ] a\n~~~',
    '    - [ ] a',
    '<!--\n- [ ] a\n-->',
    '<div>\n- [ ] a\n</div>',
    '- [ ]',
    '- [ ] ',
    '- [ ]\n  next line',
    '- [ ]a',
    '- []',
    '- [y] a',
    '- \\[ ] a',
    '- # [ ] a',
    '- `[ ] a`',
    '[ ] a',
    'text [ ] a',
    '- ',
    '- [-] cancelled',
    '- [ ]* a',
  ])('sees no task in %j', (text) => {
    expect(titles(`${text}\n`)).toEqual([]);
  });

  it('keeps an empty box from swallowing the next line', () => {
    expect(titles('- [ ]\n- [ ] real\n')).toEqual(['real']);
  });

  it('keeps titles as written, marks and code included, and joins the paragraph', () => {
    const text = '- [ ] T001 [P] [US1] Create `src/a.ts`  \n      and *more*\n- [ ] 2.1 Next\n';
    expect(parseText('specs/x/tasks.md', text).tasks).toMatchObject([
      {
        title: 'T001 [P] [US1] Create `src/a.ts`',
        text: 'T001 [P] [US1] Create `src/a.ts` and *more*',
        number: 'T001',
        parallel: true,
      },
      { title: '2.1 Next', number: '2.1', parallel: false },
    ]);
  });

  it('takes quote marks out of a quoted paragraph', () => {
    expect(parseText(PLAIN, '> - [ ] one\n>   two\n').tasks[0]?.text).toBe('one two');
  });

  it('keeps notes with their task and sub-tasks apart', () => {
    const text = [
      '- [ ] outer',
      '  - note of outer',
      '    more',
      '  <!-- unseen -->',
      '  - [ ] inner',
      '    - note of inner',
      '  last of outer',
      '',
      '  paragraph',
      '',
      'Prose.',
    ].join('\n');
    const [outer, inner] = parseText(PLAIN, text).tasks;
    expect(outer?.body).toBe('  - note of outer\n    more\n\n  paragraph');
    expect(inner?.body).toBe('    - note of inner\n  last of outer');
  });

  it('knows the headings above a task', () => {
    const text =
      '# A\n\n- [ ] 1\n\nB\n---\n\n- [ ] 2\n\n### C\n\n- [ ] 3\n\n## D\n\n- [ ] 4\n\n> # no\n\n- [ ] 5\n';
    expect(parseText(PLAIN, text).tasks.map(({ headings }) => headings)).toEqual([
      ['A'],
      ['A', 'B'],
      ['A', 'B', 'C'],
      ['A', 'D'],
      ['A', 'D'],
    ]);
  });

  it('divides into sections whose prose has no tasks and no comments', () => {
    const text =
      'Before.\n\n# A\n\nIntro\n\n<!-- a\nb -->\n\n## B\n- [ ] task\n  note\n\nProse of B.\n## C';
    expect(parseText(PLAIN, text).sections).toEqual([
      { level: 0, title: '', headings: [], line: 1, prose: 'Before.' },
      { level: 1, title: 'A', headings: ['A'], line: 3, prose: 'Intro' },
      { level: 2, title: 'B', headings: ['A', 'B'], line: 10, prose: 'Prose of B.' },
      { level: 2, title: 'C', headings: ['A', 'C'], line: 15, prose: '' },
    ]);
  });

  it.each([
    ['CRLF', '# A\r\n\r\n- [ ] one\r\n  two\r\n- [x] three\r\n'],
    ['CR', '# A\r\r- [ ] one\r  two\r- [x] three\r'],
    ['BOM', '\uFEFF# A\n\n- [ ] one\n  two\n- [x] three\n'],
    ['BOM and front matter', '\uFEFF---\nx: y\n---\n- [ ] one\n  two\n- [x] three'],
  ])('copes with %s', (_, text) => {
    const { tasks } = parseText(PLAIN, text);
    expect(tasks.map(({ text: words, done }) => [words, done])).toEqual([
      ['one two', false],
      ['three', true],
    ]);
    expect(tasks.map(({ boxOffset }) => text[boxOffset])).toEqual([' ', 'x']);
  });

  it('reads a box at the very start, after a byte order mark', () => {
    const text = '\uFEFF- [ ] a';
    expect(parseText(PLAIN, text).tasks[0]).toMatchObject({ title: 'a', line: 1, boxOffset: 4 });
  });
});

describe('dialects', () => {
  it('recognises a task file elsewhere by what it says', () => {
    const dialect = (path: string, text: string) => parseText(path, text).dialect;
    expect(dialect('a/tasks.md', '- [ ] T001 x')).toBe('speckit');
    expect(dialect('a/tasks.md', '- [ ] 1. x\n  - _Requirements: 1.1_')).toBe('kiro');
    expect(dialect('a/tasks.md', '- [ ] x')).toBe('plain');
    expect(dialect('a/b.md', '- [ ] T001 x')).toBe('plain');
    expect(dialect('openspec/changes/a/tasks.md', '')).toBe('openspec');
  });

  it('reads Kiro: flat numbering, optional tasks, work in progress', () => {
    const text = [
      '- [ ] 1. Set up',
      '- [-] 1.1 Folders',
      '- [~] 1.2 Types',
      '- [ ]* 1.3 Tests',
      '- [x] 2 Build',
      '  - _Requirements: 1.1, 2.3_',
      '- [x]* 2.1 More',
      '- [ ] 2.1.1 Deep',
      '- [ ] 3.1 Orphan',
      '- [ ]* 4. Extras',
      '  - [ ] 4.1 Inherits',
      '- [ ] 5.1 Contains',
      '  - [ ] 5 Inner',
    ].join('\n');
    const { tasks } = parseText(KIRO, text);
    const numberOf = new Map(tasks.map((task) => [task.id, task.number]));
    const rows = tasks.map(({ number, done, optional, parent }) => [
      number,
      done,
      optional,
      parent && numberOf.get(parent),
    ]);
    expect(rows).toEqual([
      ['1', false, false, null],
      ['1.1', false, false, '1'],
      ['1.2', false, false, '1'],
      ['1.3', false, true, '1'],
      ['2', true, false, null],
      ['2.1', true, true, '2'],
      ['2.1.1', false, true, '2.1'],
      ['3.1', false, false, null],
      ['4', false, true, null],
      ['4.1', false, true, '4'],
      ['5.1', false, false, null],
      ['5', false, false, '5.1'],
    ]);
    expect(tasks[3]?.title).toBe('1.3 Tests');
    expect(text[tasks[1]?.boxOffset ?? 0]).toBe('-');
  });
});

describe('criteria', () => {
  const criteria = (text: string) => parseText(PLAIN, text).tasks.map((task) => task.criterion);

  it('are boxes below headings that name them', () => {
    const text = '## Work\n- [ ] a\n## Acceptance criteria\n### Speed\n- [ ] fast\n';
    expect(criteria(text)).toEqual([false, true]);
  });

  it('are work where there is no other', () => {
    expect(criteria('# A\nIntro.\n## Overview\nText.\n## Success criteria\n- [ ] a\n')).toEqual([
      false,
    ]);
    expect(criteria('## Out of scope\n- [ ] b\n## Success criteria\n- [ ] a\n')).toEqual([
      false,
      false,
    ]);
  });

  it('stay criteria where sections plainly ask for work', () => {
    expect(criteria('## Step 1: Add a\nDo it.\n## Acceptance criteria\n- [ ] a\n')).toEqual([true]);
  });
});

describe('mayHoldWork', () => {
  it('is false only for a text without an open box', () => {
    expect(mayHoldWork('- [x] a\n')).toBe(false);
    expect(mayHoldWork('- [ ] a\n')).toBe(true);
    expect(mayHoldWork('- [-] a\n')).toBe(true);
  });

  it('leaves front matter and emptiness to the reading', () => {
    expect(mayHoldWork('---\nstatus: ready\n---\n# A\n')).toBe(true);
    expect(mayHoldWork('\uFEFF---\nstatus: ready\n---\n# A\n')).toBe(true);
    expect(mayHoldWork(' \n')).toBe(true);
  });
});
