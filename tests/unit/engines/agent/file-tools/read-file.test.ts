import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_RESULT_CHARS } from '../../../../../src/engines/agent/file-tools/look-call.ts';
import { readRange } from '../../../../../src/engines/agent/file-tools/read-file.ts';

const MARKER =
  /\[… [\d,]+ more characters; read_file with from=(\d+)(?: and offset=(\d+))? goes on\]$/;

/** Follows the markers until there is none. */
function readAll(text: string, lines: number): string {
  let [whole, from, offset] = ['', 1, 0];
  for (let steps = 0; steps < 10_000; steps += 1) {
    const part = readRange(text, { from, lines, offset });
    expect(part.length).toBeLessThan(MAX_RESULT_CHARS + 200);
    const marker = MARKER.exec(part);
    if (marker === null) return whole + part;
    const shown = part.slice(0, marker.index);
    const next = { from: Number(marker[1]), offset: Number(marker[2] ?? 0) };
    whole += next.offset === 0 ? shown : shown.slice(0, -1);
    expect(next.from > from || next.offset > offset).toBe(true);
    [from, offset] = [next.from, next.offset];
  }
  throw new Error('the markers lead round in a circle');
}

describe('readRange', () => {
  it('leads through the whole text', () => {
    const line = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.string({ maxLength: 80 }).map((text) => text.replace(/[[\n]/g, '')),
      },
      {
        weight: 1,
        arbitrary: fc.integer({ min: 0, max: 90_000 }).map((length) => '😀'.repeat(length / 2)),
      },
    );
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        (lines, at) => {
          const text = lines.join('\n');
          if (text !== '') expect(readAll(text, at)).toBe(text);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('says where a text ends', () => {
    expect(readRange('', { from: 1, lines: 1, offset: 0 })).toBe('[the file is empty]');
    expect(readRange('a\nb\n', { from: 3, lines: 1, offset: 0 })).toBe(
      '[the file ends with line 2]',
    );
    expect(readRange('a\nb', { from: 2, lines: 9, offset: 0 })).toBe('b');
    expect(readRange('a\nb', { from: 2, lines: 9, offset: 9 })).toBe('');
  });
});
