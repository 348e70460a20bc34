import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePath, encodePath, joinNul, splitNul } from '../../../src/git/paths.ts';

describe('paths', () => {
  it('come back as the bytes they were, whatever those are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(new Uint8Array(encodePath(decodePath(bytes)))).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it('read as the text they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodePath(Buffer.from(text))).toBe(text);
      }),
    );
  });

  it('mix sound and unsound bytes', () => {
    const bytes = Buffer.from([0x61, 0xff, 0xc3, 0xa4, 0xe2, 0x82, 0xf0, 0x9f, 0x98, 0x80]);
    expect(decodePath(bytes)).toBe('a\uDCFFä\uDCE2\uDC82😀');
    expect(encodePath('a\uDCFFä\uDCE2\uDC82😀')).toEqual(bytes);
  });

  it('are split at and joined by NUL', () => {
    expect(splitNul(Buffer.from('a\0b c\0'))).toEqual(['a', 'b c']);
    expect(splitNul(Buffer.from('a\0\0'))).toEqual(['a', '']);
    expect(splitNul(Buffer.from(''))).toEqual([]);
    expect(joinNul(['a', '\uDCFF']).equals(Buffer.from([0x61, 0, 0xff, 0]))).toBe(true);
  });
});
