import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resetTime } from '../../../../src/engines/claude-cli/reset-time.ts';

/** Noon in Greenwich, seven in the morning in New York. */
const NOW = Date.UTC(2026, 2, 1, 12, 0, 30);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const at = (month: number, day: number, hour: number, minute = 0): number =>
  Date.UTC(2026, month - 1, day, hour, minute);

describe('resetTime', () => {
  it.each([
    ['Too many requests, try again in 45 seconds', NOW + 45_000],
    ['Please try again in 7.5s.', NOW + 7500],
    ['Retry after 30', NOW + 30_000],
    ['Please wait 20 minutes', NOW + 20 * MINUTE],
    ['retry-after: 12', NOW + 12_000],
    ['Your limit will reset in 5 minutes', NOW + 5 * MINUTE],
    ['resets in 2 hours', NOW + 2 * HOUR],
    ['Limit resets in 1h 30m', NOW + 90 * MINUTE],
    ['resets in 1 hour and 5 minutes', NOW + 65 * MINUTE],
    ['resets in 3 days, 2 hours', NOW + 3 * DAY + 2 * HOUR],
  ])('reads a length of time: %s', (text, expected) => {
    expect(resetTime(text, NOW, 'UTC')).toBe(expected);
  });

  it.each([
    ['You’ve hit your 5-hour limit · resets 5pm (America/New_York)', at(3, 1, 22)],
    ['resets 6:59pm (UTC)', at(3, 1, 18, 59)],
    ['resets 12am (UTC)', at(3, 2, 0)],
    ['resets 12pm (UTC)', at(3, 1, 12)],
    ['resets 11:59 AM (UTC)', at(3, 2, 11, 59)],
    ['Your limit will reset at 17:30 (UTC).', at(3, 1, 17, 30)],
    ['try again at 17:30 UTC', at(3, 1, 17, 30)],
    ['resets 5 p.m. (Europe/Berlin)', at(3, 1, 16)],
    ['resets 5pm (Asia/Kathmandu)', at(3, 2, 11, 15)],
    ['limit · resets Mar 3, 5pm (America/New_York)', at(3, 3, 22)],
    ['limit · resets Mar 3 at 5:30pm (UTC)', at(3, 3, 17, 30)],
    ['limit · resets March 3, 2026, 5pm (UTC)', at(3, 3, 17)],
    ['resets 5pm', at(3, 1, 16)],
  ])('reads a time on the clock: %s', (text, expected) => {
    expect(resetTime(text, NOW, 'Europe/Berlin')).toBe(expected);
  });

  it('reads an epoch after a bar, in seconds or milliseconds', () => {
    const soon = NOW - 30_000 + HOUR;
    expect(resetTime(`Claude AI usage limit reached|${String(soon / 1000)}`, NOW)).toBe(soon);
    expect(resetTime(`limit reached|${String(soon)}`, NOW)).toBe(soon);
  });

  it('reads a date as machines write it', () => {
    const soon = NOW + HOUR;
    expect(resetTime(`limited until ${new Date(soon).toISOString()}.`, NOW)).toBe(soon);
    expect(resetTime('resets at 2026-03-01T20:00:00+02:00', NOW)).toBe(at(3, 1, 18));
  });

  it('takes the next year for a date that is over, as about New Year', () => {
    const eve = Date.UTC(2026, 11, 31, 23, 0);
    expect(resetTime('resets Jan 2, 5am (UTC)', eve, 'UTC')).toBe(Date.UTC(2027, 0, 2, 5));
  });

  it.each([
    ['', 'nothing'],
    ['Request rejected (429)', 'no time'],
    ['resets soon', 'no number'],
    ['resets 25:00 (UTC)', 'no such hour'],
    ['resets 13pm (UTC)', 'no such hour'],
    ['resets 10:75 (UTC)', 'no such minute'],
    ['resets 5', 'a bare number'],
    ['resets 5pm (Nowhere/Land)', 'no such zone'],
    ['resets Foo 3, 5pm (UTC)', 'no such month'],
    ['resets Feb 30, 5pm (UTC)', 'no such day'],
    ['try again in 5 fortnights', 'no such unit'],
    ['resets in 9 days', 'too far'],
    ['limit reached|1000000000', 'long over'],
    ['resets Mar 20, 5pm (UTC)', 'too far'],
    ['limit reached|99999999999999999999', 'no epoch'],
  ])('does not believe %j: %s', (text) => {
    expect(resetTime(text, NOW, 'UTC')).toBeNull();
  });

  it('is never further than eight days, nor long over, whatever is said', () => {
    const word = fc.constantFrom(
      ...[
        'resets',
        'reset',
        'try again',
        'in',
        'at',
        'Mar',
        '3',
        '5pm',
        '17:30',
        '(UTC)',
        '|',
        ',',
      ],
      ...['1760000000', '45', 'seconds', 'h', '(America/New_York)', 'retry after', '2026', 'and'],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 12 }), (words) => {
        const found = resetTime(words.join(' '), NOW, 'UTC');
        if (found === null) return;
        expect(found - NOW).toBeLessThanOrEqual(8 * DAY);
        expect(NOW - found).toBeLessThanOrEqual(10 * MINUTE);
      }),
    );
  });

  it('reads back what the program writes, in any zone', () => {
    const zones = [
      'UTC',
      'America/New_York',
      'Europe/London',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
    ];
    const ahead = fc.integer({ min: 1, max: 23 * 60 - 1 });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({
          min: new Date(Date.UTC(2026, 0, 1)),
          max: new Date(Date.UTC(2027, 0, 1)),
          noInvalidDate: true,
        }),
        ahead,
        (timeZone, now, minutes) => {
          const moment = Math.ceil(now.getTime() / MINUTE) * MINUTE + minutes * MINUTE;
          const clock = new Intl.DateTimeFormat('en-US', {
            ...{ timeZone, hour: 'numeric', minute: '2-digit', hour12: true },
          }).format(moment);
          const text = `limit · resets ${clock.replace(/[\s\u202f]([AP]M)/, '$1').toLowerCase()} (${timeZone})`;
          const found = resetTime(text, now.getTime(), 'UTC') ?? Number.NaN;
          const shown = (epoch: number): string =>
            new Intl.DateTimeFormat('en-US', { timeZone, timeStyle: 'short' }).format(epoch);
          expect(shown(found)).toBe(shown(moment));
          expect(Math.abs(found - moment)).toBeLessThanOrEqual(HOUR);
        },
      ),
    );
  });

  it('is linear in the length of what is said', () => {
    const long = `resets ${'a'.repeat(50_000)} ${'1 h '.repeat(50_000)} try again in ${' 5 x'.repeat(50_000)}`;
    const started = performance.now();
    resetTime(long, NOW, 'UTC');
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
