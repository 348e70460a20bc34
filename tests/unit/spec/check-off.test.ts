import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkId } from '../../../src/domain/ids.ts';
import { splitTask, tick } from '../../../src/spec/check-off.ts';
import { chunksOf } from '../../../src/spec/chunks.ts';
import { parseText } from '../../../src/spec/parse.ts';
import { models, writings, written } from './spec-model.ts';

const PLAIN = 'docs/specs/7_x.md';
const KIRO = '.kiro/specs/x/tasks.md';

/** Ticks the tasks with these titles. */
function ticked(text: string, titles: readonly string[], path = PLAIN): string {
  const spec = parseText(path, text);
  const wanted = spec.tasks.filter(({ title }) => titles.includes(title));
  return tick(
    spec,
    wanted.map(({ id }) => id),
  );
}

describe('tick', () => {
  it('fills exactly the boxes of the chunks and of finished parents', () => {
    fc.assert(
      fc.property(models, writings, fc.infiniteStream(fc.boolean()), (sections, style, choice) => {
        const spec = parseText(PLAIN, `\uFEFF${written(sections, style)}`);
        const { chunks } = chunksOf(spec, { asked: false });
        const ids = chunks.map(({ id }) => id).filter(() => choice.next().value);
        const text = tick(spec, ids);
        expect(text.length).toBe(spec.text.length);
        const after = parseText(PLAIN, text);
        expect(after.tasks.map(({ id }) => id)).toEqual(spec.tasks.map(({ id }) => id));
        const boxes = new Set(spec.tasks.map(({ boxOffset }) => boxOffset));
        for (let at = 0; at < text.length; at += 1) {
          if (text[at] !== spec.text[at]) expect(boxes.has(at) && text[at] === 'x').toBe(true);
        }
        const done = new Set(after.tasks.filter((task) => task.done).map(({ id }) => id));
        for (const id of ids) expect(done.has(id)).toBe(true);
        expect(tick(after, ids)).toBe(text);
      }),
    );
  });

  it.each<[string, readonly string[], string]>([
    ['- [ ] a\n- [ ] ab\n', ['ab'], '- [ ] a\n- [x] ab\n'],
    ['```\n- [ ] a\n```\n- [ ] a\n', ['a'], '```\n- [ ] a\n```\n- [x] a\n'],
    ['\uFEFF* [ ] a\r\n* [X] b\r\n', ['a', 'b'], '\uFEFF* [x] a\r\n* [X] b\r\n'],
    ['- [\t] a', ['a'], '- [x] a'],
    ['- [ ] a\n', ['nothing'], '- [ ] a\n'],
  ])('%j', (text, titles, expected) => {
    expect(ticked(text, titles)).toBe(expected);
  });

  it('ticks a parent with the last of its sub-tasks', () => {
    const text = '- [ ] p\n  - [ ] q\n    - [ ] a\n    - [ ] b\n  - [x] c\n';
    expect(ticked(text, ['a'])).toBe(text.replace('[ ] a', '[x] a'));
    expect(ticked(text, ['a', 'b'])).toBe(text.replaceAll('[ ]', '[x]'));
  });

  it('ticks a parent whose sub-tasks had been done already, but no one else’s', () => {
    const text = '- [ ] p\n  - [x] a\n\n## B\n- [ ] q\n  - [x] b\n';
    expect(ticked(text, ['a'])).toBe(text.replace('[ ] p', '[x] p'));
  });

  it('asks a parent only for its required sub-tasks', () => {
    const text = '- [ ] 1. p\n- [-] 1.1 a\n- [ ]* 1.2 b\n- [ ]* 2. q\n- [ ] 2.1 c\n- [ ] 2.2 d\n';
    expect(ticked(text, ['1.1 a'], KIRO)).toBe(
      text.replace('[ ] 1. p', '[x] 1. p').replace('[-]', '[x]'),
    );
    expect(ticked(text, ['2.1 c'], KIRO)).toBe(text.replace('[ ] 2.1', '[x] 2.1'));
    expect(ticked(text, ['2.1 c', '2.2 d'], KIRO)).toContain('[x]* 2. q');
  });
});

describe('splitTask', () => {
  const PARTS = { done: 'Do one', remaining: ['Do two', 'Do three'] };

  /** Splits the task with this title. */
  function split(
    text: string,
    title: string,
    options: Partial<typeof PARTS> & { path?: string } = {},
  ) {
    const spec = parseText(options.path ?? PLAIN, text);
    const id = spec.tasks.find((task) => task.title === title)?.id ?? ('none' as ChunkId);
    return { spec, id, result: splitTask(spec, id, { ...PARTS, ...options }) };
  }

  it.each([
    ['- [ ] a\n', '- [ ] a\n  - [x] Do one\n  - [ ] Do two\n  - [ ] Do three\n'],
    ['- [ ] a', '- [ ] a\n  - [x] Do one\n  - [ ] Do two\n  - [ ] Do three'],
    [
      '\uFEFF* [ ] a\r\n  more\r\n  * note\r\n\r\nProse.\r\n',
      '\uFEFF* [ ] a\r\n  more\r\n  * note\r\n  * [x] Do one\r\n  * [ ] Do two\r\n  * [ ] Do three\r\n\r\nProse.\r\n',
    ],
    [
      '10. [ ] a\n11. [ ] b\n',
      '10. [ ] a\n    - [x] Do one\n    - [ ] Do two\n    - [ ] Do three\n11. [ ] b\n',
    ],
    ['> - [ ] a\n', '> - [ ] a\n>   - [x] Do one\n>   - [ ] Do two\n>   - [ ] Do three\n'],
    ['-\t[ ] a\n', '-\t[ ] a\n \t- [x] Do one\n \t- [ ] Do two\n \t- [ ] Do three\n'],
    [
      '- [ ] a\n  <div>\n  text\n- [ ] b\n',
      '- [ ] a\n  <div>\n  text\n\n  - [x] Do one\n  - [ ] Do two\n  - [ ] Do three\n- [ ] b\n',
    ],
    [
      '> - [ ] a\n>   <div>\n',
      '> - [ ] a\n>   <div>\n>\n>   - [x] Do one\n>   - [ ] Do two\n>   - [ ] Do three\n',
    ],
    [
      '- [ ] a\n  b\n  ```\n  open fence\n',
      '- [ ] a\n  b\n  - [x] Do one\n  - [ ] Do two\n  - [ ] Do three\n  ```\n  open fence\n',
    ],
  ])('writes sub-tasks beneath %j', (text, expected) => {
    expect(split(text, 'a').result.text).toBe(expected);
  });

  it('gives the ids that reading the text again finds', () => {
    fc.assert(
      fc.property(models, writings, fc.nat(), (sections, style, pick) => {
        const spec = parseText(PLAIN, written(sections, style));
        const { chunks } = chunksOf(spec, { asked: false });
        const chunk = chunks[pick % Math.max(chunks.length, 1)];
        if (chunk === undefined) return;
        const result = splitTask(spec, chunk.id, PARTS);
        const after = parseText(PLAIN, result.text);
        const subs = after.tasks.filter(({ parent }) => parent === chunk.id);
        expect(subs.map(({ id, title, done }) => [id, title, done])).toEqual([
          [result.doneId, 'Do one', true],
          [result.remainingIds[0], 'Do two', false],
          [result.remainingIds[1], 'Do three', false],
        ]);
        const known = new Set(after.tasks.map(({ id }) => id));
        expect(spec.tasks.every(({ id }) => known.has(id))).toBe(true);
      }),
    );
  });

  it('writes one clean line for each part, whatever a model said', () => {
    const { result } = split('- [ ] a\n', 'a', {
      done: '\u001b[31m- [x] 1. Done\nwith lines',
      remaining: [
        '* [ ] two\r\nthree',
        '  ',
        '2. [ ] four (depends on T999)',
        '# five',
        'x'.repeat(400),
      ],
    });
    const lines = result.text.split('\n');
    expect(lines.slice(0, 5)).toEqual([
      '- [ ] a',
      '  - [x] Done with lines',
      '  - [ ] two three',
      '  - [ ] four (follows T999)',
      '  - [ ] five',
    ]);
    expect(lines[5]).toHaveLength(8 + 300);
    expect(result.remainingIds).toHaveLength(4);
  });

  it('never lets a part change the structure of the spec', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '```',
        '<!--',
        '<div>',
        '---',
        '> x',
        '- [ ] x',
        '1. x',
        '    x',
        '[a]: b',
        '\\',
      ),
    );
    fc.assert(
      fc.property(part, fc.array(part, { maxLength: 4 }), (done, remaining) => {
        const { spec, id, result } = split('- [ ] a\n  - note\n- [ ] b\n', 'a', {
          done,
          remaining,
        });
        const after = parseText(PLAIN, result.text);
        expect(after.tasks).toHaveLength(
          2 + (result.doneId === id ? 0 : 1) + result.remainingIds.length,
        );
        expect(after.tasks.at(-1)?.id).toBe(spec.tasks.at(-1)?.id);
        expect(result.remainingIds.length).toBeLessThanOrEqual(remaining.length);
      }),
    );
  });

  it('names a first step that nobody described', () => {
    expect(split('- [ ] a\n', 'a', { done: ' ' }).result.text).toContain('- [x] First step\n');
  });

  it('ticks the task itself when nothing is left', () => {
    const { id, result } = split('- [ ] a\n', 'a', { remaining: ['- '] });
    expect(result).toEqual({ text: '- [x] a\n', doneId: id, remainingIds: [] });
  });

  it('leaves the text as it is for a task that is not there', () => {
    expect(split('- [ ] a\n', 'z').result.text).toBe('- [ ] a\n');
    const spec = parseText(PLAIN, '- [ ] a\n');
    const [task] = spec.tasks;
    const astray = { ...spec, tasks: spec.tasks.map((one) => ({ ...one, boxOffset: 0 })) };
    expect(splitTask(astray, task?.id ?? ('' as ChunkId), PARTS)).toEqual({
      text: spec.text,
      doneId: task?.id,
      remainingIds: [],
    });
  });
});
