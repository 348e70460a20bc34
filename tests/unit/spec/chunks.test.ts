import { describe, expect, it } from 'vitest';
import { chunksOf } from '../../../src/spec/chunks.ts';
import { parseText } from '../../../src/spec/parse.ts';

const PLAIN = 'docs/specs/7_x.md';
const SPECKIT = 'specs/001-x/tasks.md';
const KIRO = '.kiro/specs/x/tasks.md';

const divide = (text: string, path = PLAIN, asked = false) =>
  chunksOf(parseText(path, text), { asked });
const titles = (text: string, path = PLAIN, asked = false) =>
  divide(text, path, asked).chunks.map(({ title }) => title);

/** Chunk title → titles of what it waits for. */
function waits(text: string, path = PLAIN): Readonly<Record<string, readonly string[]>> {
  const { chunks, problems } = divide(text, path);
  expect(problems).toEqual([]);
  const names = new Map(chunks.map(({ id, title }) => [id, title]));
  return Object.fromEntries(
    chunks.map(({ title, dependsOn }) => [title, dependsOn.map((id) => names.get(id) ?? '?')]),
  );
}

describe('chunksOf a spec with boxes', () => {
  it('makes a chunk of each task, finished ones included', () => {
    const text =
      '# Login\n\n## Form\n\n- [ ] Add `src/a.ts`\n  - note\n  - verify: it runs\n- [x] b\n';
    const spec = parseText(PLAIN, text);
    const { chunks, problems } = chunksOf(spec, { asked: false });
    expect(problems).toEqual([]);
    expect(chunks).toMatchObject([
      {
        id: spec.tasks[0]?.id,
        specId: spec.id,
        title: 'Add `src/a.ts`',
        fileHints: ['src/a.ts'],
        dependsOn: [],
        validation: ['it runs'],
        line: 5,
        done: false,
        optional: false,
        section: 'Login > Form',
        boxed: true,
      },
      { title: 'b', done: true, line: 8 },
    ]);
  });

  it('takes tasks with sub-tasks for context', () => {
    const text = '- [ ] outer\n  File: src/o.ts\n  - [ ] one\n    - [ ] deep\n  - [ ] two\n';
    const { chunks } = divide(text);
    expect(chunks.map(({ title }) => title)).toEqual(['deep', 'two']);
    expect(chunks[0]?.instructions).toContain('Part of:\nouter');
    expect(chunks[0]?.instructions).toContain('\none');
    expect(chunks[1]?.fileHints).toEqual(['src/o.ts']);
  });

  it('tells each chunk its section and the introduction, but no other task', () => {
    const text = [
      '# Login',
      '',
      'People sign in.',
      '',
      '## Form',
      '',
      '**File:** `src/form.ts`',
      '',
      '- [ ] Add fields',
      '  - name',
      '- [ ] Style it',
      '',
      '## Server',
      'Other prose.',
      '- [ ] Answer',
      '',
      '## Out of scope',
      'Sign-up.',
    ].join('\n');
    const [fields, , answer] = divide(text).chunks;
    expect(fields?.instructions).toBe(
      [
        'Add fields\n  - name',
        'Section: Login > Form',
        '**File:** `src/form.ts`',
        'Spec: Login',
        'People sign in.',
        'Out of scope:\nSign-up.',
      ].join('\n\n'),
    );
    expect(fields?.fileHints).toEqual(['src/form.ts']);
    expect(answer?.instructions).toContain('Other prose.');
    expect(answer?.instructions).not.toContain('form.ts');
  });

  it('keeps instructions within bounds', () => {
    const prose = 'word '.repeat(5000);
    const text = `# A\n${prose}\n\n## B\n${prose}\n\n- [ ] a\n  - ${prose}\n\n## Non-goals\n${prose}\n`;
    expect(divide(text).chunks[0]?.instructions.length).toBeLessThan(12_500);
    const lean = `# A\n${prose}\n\n## B\n${prose}\n\n- [ ] a\n\n## Non-goals\n${prose}\n`;
    expect(divide(lean).chunks[0]?.instructions.length).toBeLessThan(3800);
  });

  it('gives a finished task only its own words', () => {
    expect(divide('# A\nIntro.\n- [x] a\n- [ ] b').chunks[0]?.instructions).toBe('a');
  });

  it('says where the design documents of a dialect stand', () => {
    expect(divide('- [ ] T001 a', SPECKIT).chunks[0]?.instructions).toContain('`specs/001-x/`');
  });

  it('tells every chunk the criteria', () => {
    const text =
      '- [ ] a (verify: by eye)\n\n## Acceptance criteria\nProse.\n\n- [ ] fast\n- [x] small\n';
    expect(divide(text).chunks.map(({ validation }) => validation)).toEqual([
      ['by eye)', 'fast', 'small'],
    ]);
    const prose = '- [ ] a\n\n## Acceptance criteria\n\n- fast\n* small\n';
    expect(divide(prose).chunks[0]?.validation).toEqual(['fast', 'small']);
  });

  it('builds criteria only where there is nothing else', () => {
    expect(titles('## Acceptance criteria\n- [ ] fast\n')).toEqual(['fast']);
    expect(titles('- [x] a\n## Acceptance criteria\n- [ ] fast\n')).toEqual(['a']);
  });

  it('leaves out what is out of scope', () => {
    expect(titles('- [ ] a\n## Out of scope\n- [ ] b\n')).toEqual(['a']);
    expect(titles('## Out of scope\n- [ ] b\n', PLAIN, true)).toEqual([]);
  });

  it('judges by the headings below the title, not by the title', () => {
    expect(titles('# Later: acceptance criteria\n\n## Deferred shading\n- [ ] a\n')).toEqual(['a']);
    expect(titles('# Goals\n\n## Add a\nProse.\n', PLAIN, true)).toEqual(['Add a']);
  });

  it('never builds a finished spec again, named or not', () => {
    const text = '# A\nAdd things.\n## Add b\nProse.\n- [x] b\n';
    expect(divide(text, PLAIN, true).chunks.map(({ done }) => done)).toEqual([true]);
  });

  it('changes the digest with words or notes, not with ticks, numbers or blanks', () => {
    const digest = (text: string) => divide(text).chunks[0]?.digest;
    const same = digest('- [ ] 1.1 a\n  - note');
    expect(same).toMatch(/^[0-9a-f]{12}$/);
    expect(digest('* [x] 2.7  a\r\n   - note  ')).toBe(same);
    expect(digest('- [ ] 1.1 a\n  - other')).not.toBe(same);
    expect(digest('- [ ] 1.1 b\n  - note')).not.toBe(same);
  });
});

describe('optional tasks', () => {
  it('are flagged, with all beneath them', () => {
    const text = '- [ ] 1. a\n- [ ] 1.1 b\n- [ ]* 1.2 c\n- [ ]* 2. d\n  - [ ] 2.1 e\n';
    const { chunks } = divide(text, KIRO);
    expect(chunks.map(({ title, optional }) => [title, optional])).toEqual([
      ['1.1 b', false],
      ['1.2 c', true],
      ['2.1 e', true],
    ]);
  });

  it('do not make their parent mere context', () => {
    expect(titles('- [ ] 1. a\n- [ ]* 1.1 b\n', KIRO)).toEqual(['1. a', '1.1 b']);
  });

  it('are waited for by optional tasks alone', () => {
    const text = '- [ ]* 1. a\n- [ ] 2. b (depends on 1)\n- [ ]* 3. c (depends on task 1)\n';
    expect(waits(text, KIRO)).toEqual({
      '1. a': [],
      '2. b (depends on 1)': [],
      '3. c (depends on task 1)': ['1. a'],
    });
  });
});

describe('dependencies', () => {
  it('come first in build order', () => {
    expect(titles('- [ ] T001 a (depends on T003)\n- [ ] T002 b\n- [ ] T003 c\n')).toEqual([
      'T002 b',
      'T003 c',
      'T001 a (depends on T003)',
    ]);
  });

  it('are found by number, title, range and position', () => {
    expect(waits('- [ ] a\n- [ ] b (depends on "A")\n- [ ] c (depends on task 2)')).toEqual({
      a: [],
      'b (depends on "A")': ['a'],
      'c (depends on task 2)': ['b (depends on "A")'],
    });
    const range =
      '- [ ] T001 a\n- [ ] T002 b\n- [ ] T003 c\n- [ ] T004 d\n  - depends on T001-T003\n';
    expect(waits(range)['T004 d']).toEqual(['T001 a', 'T002 b', 'T003 c']);
    expect(waits('1. [ ] a\n2. [ ] b (depends on 1)')['b (depends on 1)']).toEqual(['a']);
    const wrapped = '- [ ] a\n  b\n- [ ] c (depends on "a")\n- [ ] d (depends on "a b")';
    expect(waits(wrapped)['c (depends on "a")']).toEqual(['a']);
    expect(waits(wrapped)['d (depends on "a b")']).toEqual(['a']);
  });

  it.each([
    ['- [ ] Add login\n- [ ] Add logout (depends on Add login)', ['Add login']],
    ['- [ ] Add login\n- [ ] Add logout, depends on add **login**.', []],
    ['- [ ] Add login\n- [ ] Add logout\n  - Depends on: `Add login`', ['Add login']],
    ["- [ ] Add login\n- [ ] Add logout\n  - depends on 'Add login'; see there", ['Add login']],
    ['- [ ] a (b)\n- [ ] c\n- [ ] d: depends on a (b)', ['a (b)']],
    ['- [ ] a\n- [ ] b\n- [ ] c (depends on a, b and d) or so', ['a', 'b']],
    ['- [ ] salt and pepper\n- [ ] c blocked by salt and pepper', ['salt and pepper']],
    ['- [ ] a\n- [ ] b, depends on a\n- [ ] c, depends on "b"', ['b, depends on a']],
    ['- [ ] a\n- [ ] b: depends on b', []],
  ])('waits for the task it names: %j', (text, expected) => {
    expect(Object.values(waits(text)).at(-1)).toEqual(expected);
  });

  it('names a circle of tasks that name each other', () => {
    const { problems } = divide('- [ ] alpha, depends on "beta"\n- [ ] beta (depends on alpha)\n');
    expect(problems.map(({ code }) => code)).toEqual(['cycle']);
  });

  it('leave prose alone', () => {
    const text = '- [ ] 1. a\n- [ ] 2. b depends on the database\n- [ ] 3. c depends on 9\n';
    expect(waits(text)['2. b depends on the database']).toEqual([]);
    expect(waits(text)['3. c depends on 9']).toEqual([]);
  });

  it('on a task with sub-tasks mean all of these, and pass from it to them', () => {
    const text = [
      '- [ ] 1. p',
      '  - [ ] a',
      '  - [ ] b (depends on task 1)',
      '- [ ] 2. q (depends on task 1)',
      '  - [ ] c',
    ].join('\n');
    expect(waits(text)).toEqual({
      a: [],
      'b (depends on task 1)': [],
      c: ['a', 'b (depends on task 1)'],
    });
  });

  it('prefer the nearest of several tasks with one number', () => {
    const text =
      '## A\n1. [ ] a\n2. [ ] b (depends on 1)\n## B\n1. [ ] c\n2. [ ] d (depends on 1)\n## C\n- [ ] e (depends on task 2)\n';
    expect(waits(text)).toMatchObject({
      'b (depends on 1)': ['a'],
      'd (depends on 1)': ['c'],
      'e (depends on task 2)': ['d (depends on 1)'],
    });
    const later = '- [ ] x (depends on task 1)\n\n## A\n1. [ ] a\n';
    expect(waits(later)['x (depends on task 1)']).toEqual(['a']);
  });

  it('on a criterion bind nobody', () => {
    const text = '- [ ] 1. a (depends on task 2)\n## Success criteria\n- [ ] 2. fast\n';
    expect(waits(text)['1. a (depends on task 2)']).toEqual([]);
  });

  it('follow Spec Kit: unmarked tasks wait for the one before in their phase', () => {
    const text = [
      '## Phase 1: Setup',
      '- [ ] T001 a',
      '- [ ] T002 [P] b',
      '- [x] T003 c',
      '## Phase 2: Story',
      '### Tests',
      '- [ ] T004 d',
      '### Code',
      '- [ ] T005 e',
      '- [ ] T006 [P] f (depends on T001)',
      '## Notes',
      '- [ ] T007 g',
    ].join('\n');
    expect(waits(text, SPECKIT)).toEqual({
      'T001 a': [],
      'T002 [P] b': [],
      'T003 c': ['T002 [P] b'],
      'T004 d': [],
      'T005 e': ['T004 d'],
      'T006 [P] f (depends on T001)': ['T001 a'],
      'T007 g': [],
    });
    expect(waits(text, PLAIN)['T005 e']).toEqual([]);
  });
});

describe('problems', () => {
  const problems = (text: string) => divide(text).problems.map(({ code, line }) => [code, line]);
  const boxes = (count: number, mark = ' ') =>
    Array.from({ length: count }, (_, at) => `- [${mark}] task ${String(at)}\n`).join('');

  it('are more than a hundred open tasks, finished ones aside', () => {
    expect(problems(boxes(100))).toEqual([]);
    expect(problems(boxes(101))).toEqual([['too_many_chunks', null]]);
    expect(problems(boxes(300, 'x') + boxes(100))).toEqual([]);
    const sections = Array.from({ length: 101 }, (_, at) => `## Add ${String(at)} a\nIt.\n`).join(
      '',
    );
    expect(divide(sections, PLAIN, true).problems).toHaveLength(1);
  });

  it('are references to nothing, of open tasks', () => {
    const text = '- [ ] T001 a\n- [ ] T002 b (depends on T009, "none", T001-T007)\n';
    expect(problems(text)).toEqual([['unknown_dependency', 2]]);
    const [problem] = divide(text).problems;
    expect(problem?.message).toContain('T009, "none", T001-T007');
    expect(problems('- [ ] a\n- [ ] b (depends on task 9)\n')).toHaveLength(1);
    expect(problems('- [x] T002 b (depends on T009)\n')).toEqual([]);
  });

  it('are circles of open tasks', () => {
    const text = '- [ ] T001 a (depends on T002)\n- [ ] T002 b (depends on T001)\n';
    expect(problems(text)).toEqual([['cycle', 1]]);
    expect(divide(text).problems[0]?.message).toContain(
      '"T001 a (depends on T002)" → "T002 b (depends on T001)" → "T001 a (depends on T002)"',
    );
    expect(problems('- [ ] T001 a (depends on T001)\n')).toEqual([['cycle', 1]]);
    expect(problems(text.replace('[ ]', '[x]'))).toEqual([]);
  });
});

describe('chunksOf a spec without boxes', () => {
  const TEXT = [
    '# Login',
    'People sign in.',
    '## Background',
    'History.',
    '## Step 1: Add the form',
    'In `src/form.ts`. Check: it shows.',
    '## Server',
    'General.',
    '### Answer requests',
    'Quickly.',
    '### Why',
    'Because.',
    '## Empty',
    '## Acceptance criteria',
    '- fast',
    '## References',
    'None.',
  ].join('\n');

  it('is empty unless asked for, or ready', () => {
    expect(titles(TEXT)).toEqual([]);
    expect(titles(`---\nstatus: ready\n---\n${TEXT}`)).toHaveLength(2);
  });

  it('makes chunks of the sections that ask for work', () => {
    const spec = parseText(PLAIN, TEXT);
    const { chunks, problems } = chunksOf(spec, { asked: true });
    expect(problems).toEqual([]);
    expect(chunks).toMatchObject([
      {
        title: 'Step 1: Add the form',
        fileHints: ['src/form.ts'],
        dependsOn: [],
        validation: ['it shows.', 'fast'],
        line: 5,
        done: false,
        optional: false,
        section: 'Login > Step 1: Add the form',
        boxed: false,
        specId: spec.id,
      },
      { title: 'Answer requests', line: 9 },
    ]);
    expect(chunks[1]?.instructions).toBe(
      'Answer requests\n\nQuickly.\n\nSection: Login > Server\n\nGeneral.\n\nSpec: Login\n\nPeople sign in.',
    );
  });

  it('keeps ids when steps are renumbered', () => {
    const ids = (text: string) => divide(text, PLAIN, true).chunks.map(({ id }) => id);
    expect(ids(TEXT.replace('Step 1', 'Step 4'))).toEqual(ids(TEXT));
    expect(new Set(ids('## Add a\nx\n## Add a\ny\n')).size).toBe(2);
  });

  it.each<[string, readonly string[]]>([
    ['# Add login\n\nPlease do.\n', ['Add login']],
    ['Just do it.\n', ['7 x']],
    ['Before.\n\n# Add login\n\nPlease do.\n\n## Overview\n\nText.\n', ['Add login']],
    ['## Overview\n\nText.\n', []],
    ['# A\n\n## B\n\nText.\n\n# C\n\nText.\n', ['B', 'C']],
    ['## A\n\nText.\n', ['A']],
  ])('%j', (text, expected) => {
    expect(titles(text, PLAIN, true)).toEqual(expected);
  });

  it('tells a section that is the whole spec its own prose once', () => {
    expect(divide('# Add login\n\nDo.\n', PLAIN, true).chunks[0]?.instructions).toBe(
      'Add login\n\nDo.\n\nSpec: Add login',
    );
  });
});
