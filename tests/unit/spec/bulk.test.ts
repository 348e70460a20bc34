import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../src/domain/spec.ts';
import { isBulkier, PLAINLY_TOO_BIG, WORTH_DIVIDING } from '../../../src/spec/bulk.ts';
import { parseText } from '../../../src/spec/parse.ts';

/** Whether the first task of a text is plainly too big, and whether it is worth dividing. */
function sizes(text: string, dialect: Dialect = 'plain'): readonly [boolean, boolean] {
  const [task = { text: '', body: '' }] = parseText('specs/x.md', text).tasks;
  return [isBulkier(task, dialect, PLAINLY_TOO_BIG), isBulkier(task, dialect, WORTH_DIVIDING)];
}

const notes = (count: number): string =>
  Array.from({ length: count }, (_, at) => `  - point ${String(at)}\n`).join('');
const files = (count: number, quote = '`'): string =>
  Array.from({ length: count }, (_, at) => `${quote}src/f${String(at)}.ts${quote}`).join(' ');

describe('isBulkier', () => {
  it('leaves ordinary tasks alone', () => {
    expect(sizes('- [ ] Add a form\n')).toEqual([false, false]);
    const text = `- [ ] Add a form in ${files(6)}\n${notes(8)}\n  ${'word '.repeat(250)}\n`;
    expect(sizes(text)).toEqual([false, false]);
  });

  it('goes by characters, points and files', () => {
    expect(sizes(`- [ ] a\n  - ${'x'.repeat(2_500)}\n`)).toEqual([false, true]);
    expect(sizes(`- [ ] a\n  - ${'x'.repeat(4_500)}\n`)).toEqual([true, true]);
    expect(sizes(`- [ ] a\n${notes(11)}`)).toEqual([false, true]);
    expect(sizes(`- [ ] a\n${notes(21)}`)).toEqual([true, true]);
    expect(sizes(`- [ ] a ${files(17)}\n`)).toEqual([false, true]);
    expect(sizes(`- [ ] a ${files(21)}\n`)).toEqual([true, true]);
  });

  it('does not count lines that only name files or tasks as words', () => {
    expect(sizes(`- [ ] a\n  - depends on: "${'x'.repeat(5_000)}"\n`)).toEqual([false, false]);
    expect(sizes(`- [ ] a\n\n  files: ${files(3)}${' '.repeat(5_000)}.\n`)).toEqual([false, false]);
  });

  it('takes the files that a task says are all', () => {
    expect(sizes(`- [ ] a ${files(30)}\n  - files here: ${files(2)}\n`)).toEqual([false, false]);
  });

  it('knows paths without quotes in Spec Kit', () => {
    expect(sizes(`- [ ] a ${files(21, '')}\n`, 'speckit')).toEqual([true, true]);
    expect(sizes(`- [ ] a ${files(21, '')}\n`)).toEqual([false, false]);
  });
});
