import { describe, expect, it } from 'vitest';
import { comeBackText, instant, wallClock } from '../../../src/text/come-back.ts';

const NOW = Date.UTC(2026, 2, 1, 16, 18);

describe('comeBackText', () => {
  it('says when, and how long that is', () => {
    expect(comeBackText(Date.UTC(2026, 2, 1, 17), NOW)).toBe(
      'every engine is rate-limited; come back after 2026-03-01T17:00:00Z (in 42 m 00 s)',
    );
    expect(comeBackText(NOW - 5000, NOW)).toContain('(in 0 ms)');
  });

  it('says that nobody knows', () => {
    expect(comeBackText(null, NOW)).toBe('every engine is rate-limited; nobody said until when');
  });
});

it('tells a moment to the second', () => {
  expect(instant(Date.UTC(2026, 2, 1, 17, 0, 3, 456))).toBe('2026-03-01T17:00:03Z');
});

describe('wallClock', () => {
  const at = (day: number, hour: number, minute: number): number =>
    new Date(2026, 0, day, hour, minute).getTime();

  it('gives the day where it is another', () => {
    expect(wallClock(at(5, 14, 5), at(5, 9, 0))).toBe('14:05');
    expect(wallClock(at(6, 0, 5), at(5, 23, 59))).toBe('2026-01-06 00:05');
  });
});
