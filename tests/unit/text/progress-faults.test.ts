import { describe, expect, it } from 'vitest';
import { palette } from '../../../src/text/palette.ts';
import { progressView } from '../../../src/text/progress.ts';

const look = { palette: palette(false), width: 80, level: 'quiet' } as const;

describe('a limit that is reached', () => {
  it.each([
    ['--max-tokens', '■ --max-tokens is reached; nothing more is begun'],
    ['run', '■ 12 pull requests wait'],
  ])('is told once, in short, for the summary says the rest: %s', (limit, line) => {
    const view = progressView(look);
    const stamp = { v: 1, run: 'r', seq: 1, at: '2026-03-01T12:00:00.000Z' } as const;
    const message = '12 pull requests wait';
    expect(view.line({ ...stamp, type: 'budget.reached', limit, message }, view.initial)).toBe(
      line,
    );
  });
});
