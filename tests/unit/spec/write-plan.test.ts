import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../../src/domain/chunk.ts';
import { checkPlan } from '../../../src/domain/plan-check.ts';
import type { PlannedTask } from '../../../src/domain/planned-task.ts';
import { isBulkier, WORTH_DIVIDING } from '../../../src/spec/bulk.ts';
import { chunksOf } from '../../../src/spec/chunks.ts';
import { parseText } from '../../../src/spec/parse.ts';
import { writePlan } from '../../../src/spec/write-plan.ts';
import { models, writings, written } from './spec-model.ts';

const PLAIN = 'docs/specs/7_x.md';
const KIRO = '.kiro/specs/x/tasks.md';

const task = (title: string, change: Partial<PlannedTask> = {}): PlannedTask => ({
  title,
  description: '',
  files: [],
  depends_on: [],
  validation: '',
  ...change,
});

const FORM = task('Add a form', {
  description: 'With a field for the name.',
  files: ['src/form.ts', 'tests/form.test.ts'],
  validation: 'npm test -- form',
});
const STORE = task('Store it', { files: ['src/store.ts'], depends_on: [0] });

/** Writes a plan into a text: into a section, or beneath the task with this title. */
function write(text: string, plan: readonly PlannedTask[], title?: string, path = PLAIN) {
  const spec = parseText(path, text);
  const id = title === undefined ? null : spec.tasks.find((one) => one.title === title)?.id;
  return writePlan(spec, id ?? null, plan);
}

function chunksIn(text: string, path = PLAIN): readonly Chunk[] {
  return chunksOf(parseText(path, text), { asked: true }).chunks;
}

describe('a plan for a spec without boxes', () => {
  it('becomes a section with a task list that says everything', () => {
    const text = '# Names\n\nPeople have names.\n\n## Form\n\nThere is none.\n';
    expect(write(text, [FORM, STORE])?.text).toBe(
      [
        text,
        '## Tasks',
        '',
        'Made from the text above, which says more about each.',
        '',
        '- [ ] Add a form',
        '  - With a field for the name.',
        '  - files: `src/form.ts`, `tests/form.test.ts`',
        '  - verify: npm test -- form',
        '- [ ] Store it',
        '  - files: `src/store.ts`',
        '  - depends on: "Add a form"',
        '',
      ].join('\n'),
    );
  });

  it('is read back as its chunks', () => {
    const result = write('# Names\n\nProse.\n', [FORM, STORE]);
    const chunks = chunksIn(result?.text ?? '');
    expect(chunks.map(({ id }) => id)).toEqual(result?.ids);
    expect(chunks).toMatchObject([
      { title: 'Add a form', fileHints: FORM.files, validation: ['npm test -- form'], boxed: true },
      { title: 'Store it', fileHints: STORE.files, dependsOn: [result?.ids[0]] },
    ]);
    expect(chunks[0]?.instructions).toContain('With a field for the name.');
    expect(chunks[0]?.instructions).toContain('Made from the text above');
  });

  it.each<[string, string, string]>([
    ['no heading', 'Prose.', 'Prose.\n\n## Tasks\n'],
    ['no title', '## A\n\nProse.\n', '\n## Tasks\n'],
    ['several titles', '# A\n\nProse.\n\n# Out of scope\n\nMuch.\n', '\n# Tasks\n'],
    ['Windows line ends', '\uFEFF# A\r\n\r\nProse.\r\n', '\r\n\r\n## Tasks\r\n\r\n'],
    ['front matter', '---\nstatus: ready\n---\n# A\n\nProse.\n', 'Prose.\n\n## Tasks\n'],
    ['what is out of scope at the end', '# A\n\nDo.\n\n## Out of scope\n\nNo.\n', '## Tasks'],
    ['a fence left open', '# A\n\n## B\n\nProse.\n\n```\nopen\n', '# A\n\n## Tasks\n'],
    ['a comment left open', '# A\n\nProse.\n\n# B\n\n<!-- open\n', '# Tasks\n'],
  ])('finds its place in a spec with %s', (_, text, expected) => {
    const result = write(text, [FORM, STORE]);
    expect(result?.text).toContain(expected);
    expect(chunksIn(result?.text ?? '').map(({ title }) => title)).toEqual([
      'Add a form',
      'Store it',
    ]);
  });

  it('keeps criteria what they are', () => {
    const text = '# A\n\n## Add it\n\nProse.\n\n## Acceptance criteria\n\n- [ ] It works\n';
    const chunks = chunksIn(write(text, [FORM])?.text ?? '');
    expect(chunks.map(({ title }) => title)).toEqual(['Add a form']);
    expect(chunks[0]?.validation).toContain('It works');
  });

  it('is not written where it would not be read', () => {
    expect(write('# A\n\n```\nopen\n', [FORM])).toBeNull();
    expect(write('# A\n\nProse.\n', [task('- [ ] 1. ')])).toBeNull();
    expect(
      write(
        '# A\n\nProse.\n',
        Array.from({ length: 101 }, (_, at) => task(`t${String(at)}`)),
      ),
    ).toBeNull();
    const twins = [task('1. Do'), task('2. Do'), task('Else', { depends_on: [0] })];
    expect(write('# A\n\nProse.\n', twins)).toBeNull();
  });
});

describe('a plan for a task', () => {
  it('becomes sub-tasks beneath it, indented as it is', () => {
    const text = '1. [ ] Names\n   - a note\n2. [ ] Else\n';
    expect(write(text, [FORM, STORE], 'Names')?.text).toBe(
      [
        '1. [ ] Names',
        '   - a note',
        '   - [ ] Add a form',
        '     - With a field for the name.',
        '     - files here: `src/form.ts`, `tests/form.test.ts`',
        '     - verify: npm test -- form',
        '   - [ ] Store it',
        '     - files here: `src/store.ts`',
        '     - depends on: "Add a form"',
        '2. [ ] Else',
        '',
      ].join('\n'),
    );
  });

  it('does not hand the files of the task to those that name their own', () => {
    const text = '- [ ] Names in `src/big.ts`\n';
    const chunks = chunksIn(write(text, [FORM, task('Rest')], 'Names in `src/big.ts`')?.text ?? '');
    expect(chunks.map(({ fileHints }) => fileHints)).toEqual([FORM.files, ['src/big.ts']]);
  });

  it('is not written beneath a task that is not there', () => {
    const spec = parseText(PLAIN, '- [ ] a\n');
    const other = parseText(PLAIN, '- [ ] b\n').tasks[0]?.id ?? null;
    expect(writePlan(spec, other, [FORM])).toBeNull();
  });

  it('stays where a namesake stands elsewhere', () => {
    const text = '- [ ] Add a form\n- [x] Store it\n- [ ] Names\n';
    const result = write(text, [FORM, STORE], 'Names');
    const chunks = chunksIn(result?.text ?? '');
    const [, second] = result?.ids ?? [];
    expect(chunks.find(({ id }) => id === second)?.dependsOn).toEqual([result?.ids[0]]);
  });
});

describe('what a model wrote', () => {
  it.each<[string, string]>([
    ['# Heading', '\\# Heading'],
    ['> quote', '\\> quote'],
    ['- bullet', '\\- bullet'],
    ['* bullet', '\\* bullet'],
    ['**Bold** words', '**Bold** words'],
    ['- - -', '\\- - -'],
    ['___', '\\___'],
    ['1. one', '1\\. one'],
    ['2) two', '2\\) two'],
    ['[ ] box', '\\[ ] box'],
    ['~~~ fence', '\\~~~ fence'],
    ['``` fence', "''' fence"],
    ['a `List<T>` of <b>x</b>', 'a `List<T>` of \\<b>x\\</b>'],
    ['<!-- hidden', '\\<!-- hidden'],
    ['see ![x](http://e.example/p)', 'see !\\[x](http://e.example/p)'],
    ['depends on 3, blocked by "x"', 'builds on 3, held up by "x"'],
    ['Dependencies: T001', 'needs: T001'],
  ])('%j is written as %j', (description, expected) => {
    const text = write('# A\n\nProse.\n', [task('Do', { description })])?.text;
    expect(text).toContain(`- [ ] Do\n  - ${expected}\n`);
  });

  it.each<[string, string]>([
    ['- [ ] 1. Add "x"', "Add 'x'"],
    ['## T001 [P] Add x', 'Add x'],
    ['Add x (depends on T3)', 'Add x (builds on T3)'],
    ['Add <b> `a<b>` ```', "Add \\<b> `a<b>` '''"],
    [`Add ${'x'.repeat(300)}`, `Add ${'x'.repeat(195)}…`],
  ])('the title %j becomes %j', (title, expected) => {
    for (const path of [PLAIN, KIRO]) {
      const result = write('- [ ] a\n', [task(title), task('b', { depends_on: [0] })], 'a', path);
      const chunks = chunksIn(result?.text ?? '', path);
      expect(chunks.map((chunk) => chunk.title)).toEqual([expected, 'b']);
      expect(chunks[1]?.dependsOn).toEqual([result?.ids[0]]);
    }
  });

  it('never changes the structure of the spec, and is read back whole', () => {
    const nasty = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '```',
        '<!--',
        '</details>',
        '---',
        '- [ ] x',
        '[a]: b',
        'depends on "a"',
        'x'.repeat(3_000),
      ),
    );
    const plans = fc.array(
      fc.record({
        title: nasty,
        description: nasty,
        files: fc.array(fc.constantFrom('src/a.ts', 'b/c.py', 'src/ü.js'), { maxLength: 3 }),
        depends_on: fc.array(fc.nat(6), { maxLength: 3 }),
        validation: nasty,
      }),
      { minLength: 1, maxLength: 7 },
    );
    const texts = fc.constantFrom<readonly [string, string | undefined]>(
      ['# A\n\nProse.\n\n## Add b\n\nMore.\n', undefined],
      ['- [ ] a\n  - note\n- [ ] z\n', 'a'],
      ['> 1. [ ] a\n', 'a'],
    );
    fc.assert(
      fc.property(plans, texts, (tasks, [text, title]) => {
        const checked = checkPlan([tasks]);
        if (!checked.ok) return;
        const before = parseText(PLAIN, text);
        const result = write(text, checked.tasks, title);
        if (result === null) return;
        const after = parseText(PLAIN, result.text);
        const boxes = before.tasks.length;
        expect(after.tasks).toHaveLength(boxes + checked.tasks.length);
        const fresh = after.tasks.filter(({ id }) => result.ids.includes(id));
        const byId = new Map(chunksIn(result.text).map((chunk) => [chunk.id, chunk]));
        for (const [at, one] of fresh.entries()) {
          expect(isBulkier(one, after.dialect, WORTH_DIVIDING)).toBe(false);
          const chunk = byId.get(one.id);
          const plan = checked.tasks[at];
          expect(chunk?.fileHints).toEqual(expect.arrayContaining([...(plan?.files ?? [])]));
          const waits = plan?.depends_on.map((below) => result.ids[below]) ?? [];
          expect(chunk?.dependsOn).toEqual(expect.arrayContaining(waits));
        }
        const kept = new Set(result.text.split('\n'));
        for (const line of text.split('\n')) expect(kept.has(line)).toBe(true);
      }),
    );
  });

  it('gives chunks with exactly the titles, files and dependencies of a sound plan', () => {
    const plans = fc.array(
      fc.record({
        words: fc.array(fc.constantFrom('Add', 'the', 'form', '`x`', 'of', 'öl', 'v2.1'), {
          minLength: 1,
          maxLength: 5,
        }),
        files: fc.uniqueArray(fc.constantFrom('src/a.ts', 'b/c.py', 'd.rs', 'e/f.json'), {
          maxLength: 4,
        }),
        depends_on: fc.array(fc.nat(6), { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 7 },
    );
    fc.assert(
      fc.property(models, writings, plans, fc.nat(), (sections, style, drafts, pick) => {
        const plan = drafts.map(({ words, files, depends_on }, at) =>
          task(`${words.join(' ')} part${String(at)}`, {
            files,
            depends_on: [...new Set(depends_on)].filter((below) => below < at).sort(),
          }),
        );
        const spec = parseText(PLAIN, written(sections, style));
        const open = chunksOf(spec, { asked: true }).chunks.filter(
          ({ boxed, done }) => boxed && !done,
        );
        const target = open[pick % Math.max(1, open.length)]?.id ?? null;
        const result = writePlan(spec, target, plan);
        expect(result).not.toBeNull();
        const chunks = new Map(chunksIn(result?.text ?? '').map((chunk) => [chunk.id, chunk]));
        for (const [at, id] of (result?.ids ?? []).entries()) {
          const chunk = chunks.get(id);
          expect(chunk?.title).toBe(plan[at]?.title);
          const { files = [], depends_on = [] } = plan[at] ?? {};
          if (files.length > 0) expect(chunk?.fileHints).toEqual(files);
          expect(chunk?.dependsOn).toEqual(depends_on.map((below) => result?.ids[below]));
        }
      }),
    );
  });
});
