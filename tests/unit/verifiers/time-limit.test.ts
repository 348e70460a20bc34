import { describe, expect, it } from 'vitest';
import { within } from '../../../src/verifiers/time-limit.ts';

describe('work within a time', () => {
  it('gives back what it came to', () => {
    expect(within(5000, () => 7)).toBe(7);
    expect(within(5000, () => null)).toBeNull();
  });

  it('ends what takes for ever, also within a pattern', () => {
    const start = performance.now();
    const forEver = (): number => {
      for (;;);
    };
    expect(within(50, forEver)).toBeUndefined();
    expect(within(50, () => /^(?:a+)+$/.test(`${'a'.repeat(60)}!`))).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('hands on what it throws', () => {
    expect(() => within(5000, () => JSON.parse('{') as unknown)).toThrow(SyntaxError);
    const deep = (): number => deep() + 1;
    expect(() => within(5000, deep)).toThrow(RangeError);
  });
});
