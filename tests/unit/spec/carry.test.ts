import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unticked, withTicksOf } from '../../../src/spec/carry.ts';
import { parseText } from '../../../src/spec/parse.ts';
import { type ModelSection, models, writings, written } from './spec-model.ts';

const PATH = 'docs/specs/7_x.md';
const carried = (local: string, known: string) =>
  withTicksOf(parseText(PATH, local), parseText(PATH, known));

function withBoxes(sections: readonly ModelSection[], done: boolean): readonly ModelSection[] {
  return sections.map((section) => ({
    ...section,
    tasks: section.tasks.map((task) => ({
      ...task,
      done,
      subs: task.subs.map((sub) => ({ ...sub, done })),
    })),
  }));
}

describe('withTicksOf', () => {
  it.each([
    ['- [ ] a\n- [ ] b\n', '- [x] a\n- [ ] b\n', '- [x] a\n- [ ] b\n'],
    ['- [x] a\n- [ ] b\n', '- [ ] a\n- [x] b\n', '- [x] a\n- [x] b\n'],
    ['- [ ] new\n- [ ] a\n', '- [x] a\n', '- [ ] new\n- [x] a\n'],
    ['## Setpu\n- [ ] a\n', '## Setup\n- [x] a\n', '## Setpu\n- [x] a\n'],
    ['* [ ] a\r\n', '- [x] a\n', '* [x] a\r\n'],
    ['- [ ] p\n  - [ ] a\n', '- [x] p\n  - [x] a\n', '- [x] p\n  - [x] a\n'],
    [
      '- [ ] o\n  - [ ] p\n    - [ ] a\n    - [ ] new\n',
      '- [x] o\n  - [x] p\n    - [x] a\n',
      '- [ ] o\n  - [ ] p\n    - [x] a\n    - [ ] new\n',
    ],
    ['- [ ] p\n  - [x] a\n', '- [x] p\n  - [x] a\n', '- [x] p\n  - [x] a\n'],
  ])('%j with %j', (local, known, expected) => {
    expect(carried(local, known)).toBe(expected);
  });

  it('carries all ticks of a version that differs in nothing else', () => {
    fc.assert(
      fc.property(models, writings, (sections, style) => {
        const open = written(withBoxes(sections, false), style);
        const done = written(withBoxes(sections, true), style);
        expect(carried(open, done)).toBe(done);
        expect(carried(done, open)).toBe(done);
      }),
    );
  });
});

describe('unticked', () => {
  it('makes versions equal that differ in ticks alone', () => {
    fc.assert(
      fc.property(models, writings, (sections, style) => {
        const open = written(withBoxes(sections, false), style);
        expect(unticked(written(sections, style))).toBe(open);
        expect(unticked(open)).toBe(open);
      }),
    );
  });

  it('empties boxes of every dialect and nothing else', () => {
    const text = '---\na: "- [x] b"\n---\n- [x]* a\n- [-] b\n```\n- [x] c\n```\n';
    expect(unticked(text)).toBe('---\na: "- [x] b"\n---\n- [ ]* a\n- [ ] b\n```\n- [x] c\n```\n');
  });
});
