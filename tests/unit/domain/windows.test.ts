import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsOf } from '../../../src/domain/windows.ts';

describe('windowsOf', () => {
  it('leaves a short text whole, and has none for an empty one', () => {
    expect(windowsOf('a\nb\n')).toEqual({ windows: ['a\nb\n'], rest: 0 });
    expect(windowsOf('x'.repeat(5_000)).windows).toHaveLength(1);
    expect(windowsOf('')).toEqual({ windows: [], rest: 0 });
  });

  it('cuts a text without lines every 5,000 characters, 500 of them shown again', () => {
    const text = Array.from({ length: 1_200 }, (_, at) => String(at).padStart(10, '.')).join('');
    const { windows, rest } = windowsOf(text);
    expect(windows.map(({ length }) => length)).toEqual([5_000, 5_000, 3_000]);
    expect(windows[1]?.slice(0, 500)).toBe(windows[0]?.slice(-500));
    expect(windows[2]?.slice(0, 500)).toBe(windows[1]?.slice(-500));
    expect(rest).toBe(0);
  });

  it('begins and ends at lines where it can', () => {
    const line = `${'word '.repeat(15)}\n`;
    const { windows } = windowsOf(line.repeat(200));
    expect(windows.length).toBeGreaterThan(2);
    for (const window of windows) expect(window.length % line.length).toBe(0);
  });

  it('reads ten windows and counts what lies beyond', () => {
    const text = 'x'.repeat(60_000);
    const { windows, rest } = windowsOf(text);
    expect(windows).toHaveLength(10);
    expect(rest).toBe(60_000 - (5_000 + 9 * 4_500));
  });

  it('shows every character up to the rest, in order, and tears no pair', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom('\n', '😀'.repeat(300), 'x'.repeat(700), `${'y'.repeat(90)}\n`.repeat(9)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        const text = pieces.join('').replace(/\p{Cs}/gu, '');
        const { windows, rest } = windowsOf(text);
        let shown = 0;
        for (const window of windows) {
          expect(window.length).toBeLessThanOrEqual(5_000);
          expect(window).not.toMatch(/\p{Cs}/u);
          const from = Array.from({ length: 502 }, (_, back) => shown - back).find(
            (at) => at >= 0 && text.startsWith(window, at) && at + window.length > shown,
          );
          expect(from).toBeDefined();
          shown = (from ?? 0) + window.length;
        }
        expect(windows.length).toBeLessThanOrEqual(10);
        expect(shown + rest).toBe(text.length);
        if (windows.length < 10) expect(rest).toBe(0);
      }),
    );
  });
});
