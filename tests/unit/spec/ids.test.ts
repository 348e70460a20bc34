import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest } from '../../../src/domain/ids.ts';
import { idsOf, normalText } from '../../../src/spec/ids.ts';
import { parseText } from '../../../src/spec/parse.ts';
import { type ModelSection, type ModelTask, models, writings, written } from './spec-model.ts';

const PATH = 'docs/specs/7_x.md';
const STYLE = { bullet: '-', lineEnd: '\n', numbered: false, firstNumber: 1 } as const;

/** Ids by the words that only one task of a model has. */
function idsByWords(text: string): ReadonlyMap<string, string> {
  const { tasks } = parseText(PATH, text);
  return new Map(tasks.map(({ text: words, id }) => [normalText(words, 'plain'), id]));
}

function mapTasks(
  sections: readonly ModelSection[],
  change: (tasks: readonly ModelTask[]) => readonly ModelTask[],
): readonly ModelSection[] {
  const deep = (tasks: readonly ModelTask[]): readonly ModelTask[] =>
    change(tasks.map((task) => ({ ...task, subs: deep(task.subs) })));
  return sections.map((section) => ({ ...section, tasks: deep(section.tasks) }));
}

const tickAll = (tasks: readonly ModelTask[]) =>
  tasks.map((task) => ({ ...task, done: !task.done }));
const reverse = (tasks: readonly ModelTask[]) => tasks.toReversed();
const dropFirst = (tasks: readonly ModelTask[]) => tasks.slice(1);
const insert = (tasks: readonly ModelTask[]) => {
  const fresh = { words: `fresh ${String(tasks.length)}`, done: false, notes: ['x'], subs: [] };
  return [fresh, ...tasks, { ...fresh, words: `newer ${String(tasks.length)}` }];
};
const edits = fc.constantFrom(tickAll, reverse, dropFirst, insert);

describe('ids', () => {
  it('survive ticking, reordering, inserting, deleting and renumbering of others', () => {
    fc.assert(
      fc.property(models, fc.array(edits, { maxLength: 3 }), writings, (sections, list, style) => {
        const before = idsByWords(written(sections, STYLE));
        const edited = list.reduce((model, edit) => mapTasks(model, edit), sections);
        const after = idsByWords(written(edited, { ...style, bullet: '-' }));
        for (const [words, id] of after) {
          if (!/^(fresh|newer)/.test(words)) expect(id).toBe(before.get(words));
        }
      }),
    );
  });

  it('survive another bullet, other line ends, reordered sections and a byte order mark', () => {
    fc.assert(
      fc.property(models, writings, (sections, style) => {
        const before = idsByWords(written(sections, STYLE));
        const after = idsByWords(`\uFEFF${written(sections.toReversed(), style)}`);
        expect(new Map([...after].sort())).toEqual(new Map([...before].sort()));
      }),
    );
  });

  it('are twelve hex digits and tell every task from every other', () => {
    fc.assert(
      fc.property(models, writings, (sections, style) => {
        const { tasks } = parseText(PATH, written(sections, style));
        expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
        for (const { id } of tasks) expect(id).toMatch(/^[0-9a-f]{12}$/);
      }),
    );
  });

  it.each([
    ['## 1. Setup\n- [ ] a', '## 2. Setup\n- [ ] a'],
    ['## Phase 1: Setup\n- [ ] T001 [P] [US1] a', '## Phase 3: Setup\n- [x] T017 a'],
    ['## Phase 1\n- [ ] a', '## Phase 2\n- [ ] a'],
    ['- [ ] 1.1 a b', '* [ ] 2.3  a\n  b'],
    ['1. [ ] a', '7. [ ] A'],
    ['- [ ] Task 1: a', '- [ ] Task 2: a'],
    ['- [ ] **T001** a', '- [ ] T002: a'],
  ])('are the same for %j and %j', (one, other) => {
    expect(parseText(PATH, one).tasks[0]?.id).toBe(parseText(PATH, other).tasks[0]?.id);
  });

  it.each([
    ['- [ ] a', '- [ ] b'],
    ['## A\n- [ ] a', '## B\n- [ ] a'],
    ['- [ ] p\n  - [ ] a', '- [ ] q\n  - [ ] a'],
    ['- [ ] T001', '- [ ] T002'],
  ])('differ for %j and %j', (one, other) => {
    const last = (text: string) => parseText(PATH, text).tasks.at(-1)?.id;
    expect(last(one)).not.toBe(last(other));
  });

  it('survive renumbering of a flat Kiro list', () => {
    const path = '.kiro/specs/a/tasks.md';
    const one = parseText(path, '- [ ] 1. A\n- [ ] 1.1 x\n- [ ] 2. B\n- [ ] 2.1 y\n');
    const two = parseText(path, '- [ ] 1. New\n- [ ] 2. A\n- [ ] 2.1 x\n- [ ] 3. B\n- [ ] 3.1 y\n');
    expect(two.tasks.slice(1).map(({ id }) => id)).toEqual(one.tasks.map(({ id }) => id));
  });

  it('differ between specs, but not between a task file and its moved extension', () => {
    const id = (path: string) => parseText(path, '- [ ] a').tasks[0]?.id;
    expect(id('a.md')).not.toBe(id('b.md'));
    expect(id('a.md')).toBe(id('a.markdown'));
  });

  it('hash key, headings, parents, words and ordinal', () => {
    const idOf = idsOf('specs/a/tasks.md');
    const place = { headings: ['2. B'], parents: ['p'], text: 't' };
    const key = ['specs/a', '#', 'b', '-', 'p', '=', 't'];
    expect(idOf(place)).toBe(digest([...key, '0']));
    expect(idOf(place)).toBe(digest([...key, '1']));
  });
});
