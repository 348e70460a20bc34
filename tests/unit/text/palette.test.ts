import { describe, expect, it } from 'vitest';
import { palette } from '../../../src/text/palette.ts';

const STYLES = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;

describe('palette', () => {
  it.each(STYLES)('%s switches itself on and off', (style) => {
    const escape = String.fromCodePoint(27);
    const styled = palette(true)[style]('word');
    expect(styled.startsWith(`${escape}[`)).toBe(true);
    expect(styled.replaceAll(new RegExp(`${escape}\\[\\d+m`, 'g'), '')).toBe('word');
    expect(styled).not.toBe('word');
  });

  it.each(STYLES)('%s leaves the text alone without colour', (style) => {
    expect(palette(false)[style]('word')).toBe('word');
  });

  it('adds nothing to nothing', () => {
    expect(palette(true).red('')).toBe('');
  });
});
