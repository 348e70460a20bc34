import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextEvents } from '../../../../src/engines/agent/text-events.ts';

function told(pieces: readonly string[]): readonly string[] {
  const seen: string[] = [];
  const events = createTextEvents((text) => seen.push(text));
  for (const piece of pieces) events.add(piece);
  events.end();
  return seen;
}

describe('text that comes in pieces', () => {
  it('is told in whole lines', () => {
    expect(told(['I ', 'write', '.\nThen I', ' test.'])).toEqual(['I write.\n', 'Then I test.']);
    expect(told(['\n', ' ', ''])).toEqual([]);
  });

  it('is told before its line ends when it is long, between words', () => {
    const [first, second] = ['x'.repeat(480), 'y'.repeat(498)];
    expect(told([first, ' se', 'cr', `et${second}`, ' end'])).toEqual([
      `${first} `,
      `secret${second} `,
      'end',
    ]);
    expect(told([first, second])).toEqual([`${first}${second}`]);
    expect(told(['x'.repeat(4001), 'y'])).toEqual(['x'.repeat(4001), 'y']);
  });

  it('loses nothing but blank lines', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (pieces) => {
        const bare = (texts: readonly string[]) => texts.join('').replace(/\s/g, '');
        expect(bare(told(pieces))).toBe(bare(pieces));
      }),
    );
  });
});
