import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createByteTail } from '../../../src/system/byte-tail.ts';

describe('the tail of a stream', () => {
  it('is the end of everything pushed, however it was cut', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 60 });
    fc.assert(
      fc.property(pieces, fc.integer({ min: 0, max: 100 }), (chunks, keep) => {
        const tail = createByteTail(keep);
        for (const chunk of chunks) tail.push(chunk);
        const all = Buffer.concat(chunks);
        expect(Buffer.from(tail.take())).toEqual(all.subarray(Math.max(0, all.length - keep)));
        expect(tail.truncated).toBe(all.length > keep);
      }),
    );
  });

  it('grows only as far as it has to', () => {
    const tail = createByteTail(10_000);
    for (let index = 0; index < 100_000; index += 1) tail.push(Buffer.from('abc'));
    expect(tail.take().byteLength).toBe(10_000);
    expect(tail.truncated).toBe(true);
  });

  it('hands out a copy', () => {
    const tail = createByteTail(4);
    tail.push(Buffer.from('abcd'));
    const taken = tail.take();
    tail.push(Buffer.from('efgh'));
    expect(Buffer.from(taken).toString()).toBe('abcd');
  });
});
