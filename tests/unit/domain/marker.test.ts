import { describe, expect, it } from 'vitest';
import { markerSchema } from '../../../src/domain/marker.ts';

const marker = {
  v: 1,
  spec: 'docs/specs/12_auth.md',
  part: 2,
  chunks: [{ id: 'aaaaaaaaaaaa', title: 'Add the form', digest: 'bbbbbbbbbbbb' }],
};

describe('markerSchema', () => {
  it('takes what a pull request remembers', () => {
    expect(markerSchema.parse(marker)).toEqual(marker);
    expect(markerSchema.parse({ ...marker, chunks: [] }).chunks).toEqual([]);
  });

  it.each([
    ['another version', { ...marker, v: 2 }],
    ['part 0', { ...marker, part: 0 }],
    ['half a part', { ...marker, part: 1.5 }],
    ['a chunk without its digest', { ...marker, chunks: [{ id: 'a', title: 'b' }] }],
    ['no chunks', { v: 1, spec: 'a.md', part: 1 }],
    ['text', 'codelicious'],
  ])('refuses %s', (_, stored) => {
    expect(markerSchema.safeParse(stored).success).toBe(false);
  });
});
