import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../../src/domain/chunk.ts';
import type { ChunkId } from '../../../src/domain/ids.ts';
import { chunksOf } from '../../../src/spec/chunks.ts';
import { parseText } from '../../../src/spec/parse.ts';
import { isPart } from '../../../src/spec/parts.ts';
import { writeParts } from '../../../src/spec/write-parts.ts';

const PLAIN = 'docs/specs/7_x.md';

function divide(text: string, groups: readonly (readonly string[])[], path = PLAIN) {
  const spec = parseText(path, text);
  return writeParts(spec, spec.tasks[0]?.id ?? ('none' as ChunkId), groups);
}

function chunksIn(text = '', path = PLAIN): readonly Chunk[] {
  return chunksOf(parseText(path, text), { asked: false }).chunks;
}

describe('writeParts', () => {
  const TEXT = [
    '- [ ] Rename the fields in `src/a.ts`, `src/b.ts` and `lib/c.ts`',
    '',
    '  Names are in the "glossary".',
    '  It is short.',
    '',
    '  - in `src/a.ts` also the getter',
    '    - and its test',
    '  - `b.ts` keeps one:',
    '',
    '    the last',
    '  1. lib/c.ts and src/a.ts share a type',
    '  - verify: npm test',
    '- [ ] Else',
    '',
  ].join('\n');

  it('gives each part its files, its notes, what all share, and what the others do', () => {
    const result = divide(TEXT, [['src/a.ts'], ['src/b.ts', 'lib/c.ts']]);
    expect(result?.text.split('\n').slice(12)).toEqual([
      '  - [ ] Part 1 of 2 (src/a.ts): Rename the fields in `src/a.ts`, `src/b.ts` and `lib/c.ts`',
      '    - part 1 of 2, by files; files here: `src/a.ts`',
      '    - Change no file of the other parts, but where this one does not work without it.',
      '    - Names are in the "glossary". It is short.',
      '    - in `src/a.ts` also the getter and its test',
      '    - lib/c.ts and src/a.ts share a type',
      '    - verify: npm test',
      '    - The other parts are about src/b.ts, lib/c.ts.',
      '  - [ ] Part 2 of 2 (src/b.ts, lib/c.ts): Rename the fields in `src/a.ts`, `src/b.ts` and `lib/c.ts`',
      '    - part 2 of 2, by files; files here: `src/b.ts`, `lib/c.ts`',
      '    - Change no file of the other parts, but where this one does not work without it.',
      '    - Names are in the "glossary". It is short.',
      '    - `b.ts` keeps one: the last',
      '    - lib/c.ts and src/a.ts share a type',
      '    - verify: npm test',
      '    - The other parts are about src/a.ts.',
      '    - depends on: "Part 1 of 2 (src/a.ts): Rename the fields in `src/a.ts`, `src/b.ts` and `lib/c.ts`"',
      '- [ ] Else',
      '',
    ]);
  });

  it('is read back as chunks of these files alone, each after the one before', () => {
    const result = divide(TEXT, [['src/a.ts'], ['src/b.ts'], ['lib/c.ts']]);
    const chunks = chunksIn(result?.text);
    expect(chunks.map(({ fileHints }) => fileHints)).toEqual([
      ['src/a.ts'],
      ['src/b.ts'],
      ['lib/c.ts'],
      [],
    ]);
    const [one, two] = result?.ids ?? [];
    expect(chunks.map(({ dependsOn }) => dependsOn)).toEqual([[], [one], [two], []]);
    expect(chunks[1]?.instructions).not.toContain('the getter');
    expect(chunks[1]?.instructions).toContain('Part of:\nRename the fields');
    const tasks = parseText(PLAIN, result?.text ?? '').tasks;
    expect(tasks.map(isPart)).toEqual([false, true, true, true, false]);
  });

  it('is exact where a section, or a dialect, names further files', () => {
    const text = '# A\n\nFile: shared.ts\n\n- [ ] T001 Do src/a.ts and src/b.ts\n';
    const path = 'specs/x/tasks.md';
    const chunks = chunksIn(divide(text, [['src/a.ts'], ['src/b.ts']], path)?.text, path);
    expect(chunks.map(({ fileHints }) => fileHints)).toEqual([['src/a.ts'], ['src/b.ts']]);
  });

  it('names as many files as there is room for', () => {
    const many = Array.from({ length: 40 }, (_, at) => `src/module-${String(at)}.ts`);
    const long = `src/${'x'.repeat(200)}.ts`;
    const text = `- [ ] ${'Rename '.repeat(40)}\n`;
    const chunks = chunksIn(divide(text, [many, [long]])?.text);
    expect(chunks[0]?.title).toMatch(
      /^Part 1 of 2 \(src\/module-0\.ts, .* and 36 more\): Rename .*Re…$/,
    );
    expect(chunks[1]?.title).toMatch(/^Part 2 of 2 \(src\/x+…\): Rename/);
    expect(chunks.map(({ fileHints }) => fileHints)).toEqual([many, [long]]);
    for (const { title } of chunks) expect(title.length).toBeLessThanOrEqual(200);
  });

  it('copies a bounded number of notes, in quotes too', () => {
    const notes = Array.from({ length: 40 }, (_, at) => `>   - note ${String(at)}`);
    const text = ['> - [ ] Do `a.ts` and `b.ts`', ...notes, ''].join('\n');
    const result = divide(text, [['a.ts'], ['b.ts']]);
    const chunks = chunksIn(result?.text);
    expect(chunks.map(({ fileHints }) => fileHints)).toEqual([['a.ts'], ['b.ts']]);
    expect(result?.text.split('>     - note ')).toHaveLength(1 + 2 * 12);
  });

  it('writes nothing for a task that is not there, or where it would not be read', () => {
    expect(divide('# A\n', [['a'], ['b']])).toBeNull();
    const spec = parseText(PLAIN, `${'> '.repeat(96)}- [ ] Do\n`);
    const [task] = spec.tasks;
    if (task !== undefined) expect(writeParts(spec, task.id, [['a.ts'], ['b.ts']])).toBeNull();
  });
});
