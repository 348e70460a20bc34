import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '../../../src/system/lines.ts';

function split(pieces: readonly Uint8Array[], maxLength = 1000): readonly string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line), maxLength);
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
