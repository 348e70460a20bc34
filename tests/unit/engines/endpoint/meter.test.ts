import { describe, expect, it } from 'vitest';
import { createMeter } from '../../../../src/engines/endpoint/meter.ts';

const MEBIBYTE = 1024 * 1024;

describe('createMeter', () => {
  it('lets many events pass and stops at the size of an answer', () => {
    const meter = createMeter();
    const chunk = new TextEncoder().encode(`data: ${'x'.repeat(1000)}\r\n\r\n`.repeat(1000));
    let passed = 0;
    while (meter.add(chunk) === null) passed += chunk.length;
    expect(passed).toBeGreaterThan(15 * MEBIBYTE);
    expect(passed).toBeLessThanOrEqual(16 * MEBIBYTE);
  });

  it('stops at the size of an event, in however many lines', () => {
    for (const text of ['x'.repeat(1000), `data: ${'x'.repeat(993)}\n`]) {
      const meter = createMeter();
      const chunk = new TextEncoder().encode(text);
      let passed = 0;
      let excess = meter.add(chunk);
      for (; excess === null; excess = meter.add(chunk)) passed += chunk.length;
      expect(passed).toBeGreaterThan(0.9 * MEBIBYTE);
      expect(passed).toBeLessThanOrEqual(MEBIBYTE);
      expect(excess).toContain('event');
    }
  });
});
