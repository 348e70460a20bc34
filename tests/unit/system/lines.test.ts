import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '../../../src/system/lines.ts';

function split(pieces: readonly Uint8Array[], maxLength = 1000): readonly string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line), { maxLength });
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return lines;
}

describe('lines of a stream', () => {
  it('are the same wherever the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.array(fc.nat(100)),
        (text, cuts) => {
          const bytes = Buffer.from(`${text}\n${text}`);
          const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b)];
          const pieces = places.map((from, index) => bytes.subarray(from, places[index + 1]));
          expect(split(pieces)).toEqual(split([bytes]));
        },
      ),
    );
  });

  it('lose their line ends, and an empty last one is none', () => {
    expect(split([Buffer.from('a\r\n\nb\n')])).toEqual(['a', '', 'b']);
    expect(split([Buffer.from('a\nlast')])).toEqual(['a', 'last']);
    expect(split([])).toEqual([]);
  });

  it('show bytes that are no UTF-8 as such, a cut character at the end too', () => {
    expect(split([Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xe2, 0x82])])).toEqual([
      'a\uFFFDb',
      '\uFFFD',
    ]);
  });

  it('are cut when they are too long', () => {
    const long = Buffer.from('x'.repeat(40));
    expect(split([long, long, Buffer.from('\nnext\n')], 50)).toEqual(['x'.repeat(50), 'next']);
  });
});

/** Lines of JSON in pieces of some bytes. */
function shortened(text: string, maxString: number, size = text.length): readonly string[] {
  const lines: string[] = [];
  const limits = { maxLength: 1_000_000, maxString };
  const splitter = createLineSplitter((line) => lines.push(line), limits);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
  splitter.end();
  return lines;
}

describe('long strings in lines of JSON', () => {
  it('lose their end, and the line stays what it is otherwise', () => {
    const line = JSON.stringify({ a: ['x'.repeat(500)], type: 'user', b: 'short', n: 1 });
    expect(shortened(`${line}\n{"next":"${'y'.repeat(30)}"}\n`, 40)).toEqual([
      JSON.stringify({ a: ['x'.repeat(40)], type: 'user', b: 'short', n: 1 }),
      JSON.stringify({ next: 'y'.repeat(30) }),
    ]);
  });

  it('stay whole in lines that are not long', () => {
    const line = JSON.stringify({ a: 'x'.repeat(30) });
    expect(shortened(`${line}\n`, 40)).toEqual([line]);
  });

  it('are never cut within an escape, wherever the bytes are cut', () => {
    const odd = fc.string({
      unit: fc.constantFrom('"', '\\', '\u0001', 'é', '\u2028', 'a', '\n', '\\u'),
      maxLength: 200,
    });
    fc.assert(
      fc.property(odd, odd, fc.integer({ min: 1, max: 60 }), (a, b, size) => {
        const value = { [b]: 1, list: [a, { b }], end: true };
        const [line = ''] = shortened(`${JSON.stringify(value)}\n`, 24, size);
        const read = JSON.parse(line) as typeof value & { list: [string, { b: string }] };
        expect(read.end).toBe(true);
        for (const [whole, cut] of [
          [a, read.list[0]],
          [b, read.list[1].b],
        ] as const) {
          expect(whole.startsWith(cut.replace(/\ufffd+$/, ''))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
