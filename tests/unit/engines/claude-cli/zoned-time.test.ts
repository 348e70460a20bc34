import { describe, expect, it } from 'vitest';
import { epochOf, nextEpochAt, thisYear } from '../../../../src/engines/claude-cli/zoned-time.ts';

const NEW_YORK = 'America/New_York';
const time = (month: number, day: number, hour: number, minute = 0) => ({
  ...{ year: 2026, month, day, hour, minute },
});

describe('epochOf', () => {
  it('follows the clocks of a zone through the year', () => {
    expect(epochOf(time(1, 15, 12), NEW_YORK)).toBe(Date.UTC(2026, 0, 15, 17));
    expect(epochOf(time(7, 15, 12), NEW_YORK)).toBe(Date.UTC(2026, 6, 15, 16));
  });

  it('takes the moment after the gap when clocks go forward', () => {
    expect(epochOf(time(3, 8, 2, 30), NEW_YORK)).toBe(Date.UTC(2026, 2, 8, 7, 30));
    expect(epochOf(time(3, 8, 1, 59), NEW_YORK)).toBe(Date.UTC(2026, 2, 8, 6, 59));
    expect(epochOf(time(3, 8, 3), NEW_YORK)).toBe(Date.UTC(2026, 2, 8, 7));
  });

  it('takes the earlier of two when clocks go back', () => {
    expect(epochOf(time(11, 1, 1, 30), NEW_YORK)).toBe(Date.UTC(2026, 10, 1, 5, 30));
    expect(epochOf(time(11, 1, 2), NEW_YORK)).toBe(Date.UTC(2026, 10, 1, 7));
  });

  it('knows zones a day ahead and half hours', () => {
    expect(epochOf(time(1, 1, 0), 'Pacific/Kiritimati')).toBe(Date.UTC(2025, 11, 31, 10));
    expect(epochOf(time(1, 1, 0), 'Asia/Kolkata')).toBe(Date.UTC(2025, 11, 31, 18, 30));
  });

  it('is nothing for no zone and no day', () => {
    expect(epochOf(time(1, 1, 0), 'Mars/Base')).toBeNull();
    expect(epochOf(time(2, 29, 0), 'UTC')).toBeNull();
  });
});

describe('nextEpochAt', () => {
  it('is today or tomorrow by the calendar of the zone, this minute included', () => {
    const now = Date.UTC(2026, 0, 15, 3, 0, 30);
    const clock = (hour: number, minute = 0) => nextEpochAt({ hour, minute }, NEW_YORK, now);
    expect(clock(22)).toBe(Date.UTC(2026, 0, 15, 3));
    expect(clock(22, 1)).toBe(Date.UTC(2026, 0, 15, 3, 1));
    expect(clock(21, 59)).toBe(Date.UTC(2026, 0, 16, 2, 59));
    expect(nextEpochAt({ hour: 1, minute: 0 }, 'Mars/Base', now)).toBeNull();
  });
});

describe('thisYear', () => {
  it('is that of the zone', () => {
    const now = Date.UTC(2026, 11, 31, 23);
    expect([thisYear('UTC', now), thisYear('Asia/Tokyo', now), thisYear('x', now)]).toEqual([
      ...[2026, 2027, null],
    ]);
  });
});
