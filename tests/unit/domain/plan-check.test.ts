import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlan, isSafePath } from '../../../src/domain/plan-check.ts';
import type { PlannedTask } from '../../../src/domain/planned-task.ts';

const task = (title: string, change: Partial<PlannedTask> = {}): PlannedTask => ({
  title,
  description: '',
  files: [],
  depends_on: [],
  validation: '',
  ...change,
});

describe('checkPlan', () => {
  it('cleans what a model wrote', () => {
    const written = task(' \u001b[31mAdd\n a\u0000  fo\u202erm ', {
      description: 'One\r\n\ttwo\u0007.',
      files: ['./src/a.ts', ' src/a.ts', 'b c.ts'],
      validation: 'npm\ntest',
    });
    expect(checkPlan([[written]])).toEqual({
      ok: true,
      tasks: [
        {
          title: 'Add a form',
          description: 'One two.',
          files: ['src/a.ts', 'b c.ts'],
          depends_on: [],
          validation: 'npm test',
        },
      ],
    });
  });

  it('takes titles that differ in case alone for one task, across windows too', () => {
    const first = [task('Add a', { files: ['a.ts'] }), task('Add b', { depends_on: [0] })];
    const second = [
      task('ADD B', { files: ['b.ts'], description: 'More' }),
      task('Add c', { depends_on: [0] }),
      task('add C', { depends_on: [1], files: ['c.ts'] }),
    ];
    expect(checkPlan([first, second])).toEqual({
      ok: true,
      tasks: [
        task('Add a', { files: ['a.ts'] }),
        task('Add b', { files: ['b.ts'], depends_on: [0] }),
        task('Add c', { files: ['c.ts'], depends_on: [1] }),
      ],
    });
  });

  it('puts tasks after what they wait for and drops what is not there', () => {
    const tasks = [task('c', { depends_on: [2, 1, 7] }), task('b', { depends_on: [2] }), task('a')];
    expect(checkPlan([tasks])).toEqual({
      ok: true,
      tasks: [task('a'), task('b', { depends_on: [0] }), task('c', { depends_on: [0, 1] })],
    });
  });

  it.each<[string, readonly (readonly PlannedTask[])[], string]>([
    ['nothing', [[], []], 'no task'],
    ['an empty title', [[task('a'), task(' \u0007 ')]], 'no title'],
    ['a task that waits for itself', [[task('a', { depends_on: [0] })]], 'for itself'],
    ['a circle', [[task('a', { depends_on: [1] }), task('b', { depends_on: [0] })]], 'in a circle'],
    [
      'a circle made of two answers',
      [
        [task('a', { depends_on: [1] }), task('b')],
        [task('B', { depends_on: [1] }), task('A')],
      ],
      'in a circle',
    ],
    ['an unsafe path', [[task('a', { files: ['ok.ts', '../x'] })]], '"../x"'],
    [
      'more than 100 tasks',
      [
        Array.from({ length: 60 }, (_, at) => task(`t${String(at)}`)),
        Array.from({ length: 60 }, (_, at) => task(`u${String(at)}`)),
      ],
      '120 tasks',
    ],
  ])('refuses %s', (_, answers, why) => {
    expect(checkPlan(answers)).toEqual({ ok: false, why: expect.stringContaining(why) });
  });

  it('gives a plan in which every task stands after what it waits for', () => {
    const index = fc.nat(12);
    const answer = fc.array(
      fc.record({
        title: fc.constantFrom('a', 'A', 'b', 'c', 'd', 'e', 'f'),
        depends_on: fc.array(index, { maxLength: 2 }),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 3 }), (answers) => {
        const checked = checkPlan(
          answers.map((tasks) => tasks.map(({ title, ...rest }) => task(title, rest))),
        );
        if (!checked.ok) return;
        const titles = checked.tasks.map(({ title }) => title.toLowerCase());
        expect(new Set(titles).size).toBe(titles.length);
        expect(new Set(titles)).toEqual(
          new Set(answers.flat().map(({ title }) => title.toLowerCase())),
        );
        for (const [at, { depends_on }] of checked.tasks.entries()) {
          for (const below of depends_on) expect(below).toBeLessThan(at);
        }
      }),
    );
  });
});

describe('isSafePath', () => {
  it.each(['a', 'src/a.ts', '.github/x.yml', 'a b/ü.ts', '.gitignore', 'a..b', '...'])(
    'accepts %j',
    (path) => {
      expect(isSafePath(path)).toBe(true);
    },
  );

  it.each([
    '',
    '/etc/passwd',
    '~/x',
    'C:/x',
    'c:x',
    '..',
    'a/../b',
    './a',
    'a//b',
    'a/',
    '.git/config',
    'a/.GIT/x',
    '.codelicious/config.json',
    'a\\b',
    'a\0b',
    'a\nb',
    'a`b',
    '\ud800',
  ])('refuses %j', (path) => {
    expect(isSafePath(path)).toBe(false);
  });
});
