import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/domain/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['90', 90_000],
    ['1.5', 1_500],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['250ms', 250],
    ['1h30m', 5_400_000],
    ['1m30s', 90_000],
    ['0.5h', 1_800_000],
    ['0', 0],
  ])('reads %s as %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    ' ',
    's',
    '10 s',
    '10x',
    '-5s',
    '1,5s',
    '1h 30m',
    '5sec',
    '1e3',
    '0x10',
    '.5s',
    'm5',
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('adds up what its units say', () => {
    const amount = fc.nat({ max: 999 });
    fc.assert(
      fc.property(amount, amount, amount, (hours, minutes, seconds) => {
        expect(parseDuration(`${hours}h${minutes}m${seconds}s`)).toBe(
          hours * 3_600_000 + minutes * 60_000 + seconds * 1000,
        );
      }),
    );
  });

  it('gives whole milliseconds or nothing, whatever the text', () => {
    const text = fc.stringMatching(/^[0-9.msdh -]{0,400}$/);
    fc.assert(
      fc.property(text, (given) => {
        const ms = parseDuration(given);
        expect(ms === null || (Number.isInteger(ms) && ms >= 0)).toBe(true);
      }),
    );
  });

  it('refuses more than numbers can count', () => {
    expect(parseDuration('9'.repeat(400))).toBeNull();
    expect(parseDuration(`${'9'.repeat(400)}h`)).toBeNull();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [999.6, '1.0 s'],
    [1000, '1.0 s'],
    [4_200, '4.2 s'],
    [59_949, '59.9 s'],
    [59_960, '1 m 00 s'],
    [60_000, '1 m 00 s'],
    [185_000, '3 m 05 s'],
    [3_599_400, '59 m 59 s'],
    [3_599_600, '1 h 00 m'],
    [7_800_000, '2 h 10 m'],
    [90_000_000, '25 h 00 m'],
  ])('says %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('never shows a unit that is full', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100_000_000, noNaN: true }), (ms) => {
        const [, first = '', unit, second = '0'] =
          /^([\d.]+) (ms|s|m|h)(?: (\d\d) [ms])?$/.exec(formatDuration(ms)) ?? [];
        expect(Number(first)).toBeLessThan({ ms: 1000, s: 60, m: 60 }[unit ?? ''] ?? 1e9);
        expect(Number(second)).toBeLessThan(60);
      }),
    );
  });
});
