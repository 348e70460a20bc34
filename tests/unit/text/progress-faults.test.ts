import { describe, expect, it } from 'vitest';
import type { StampedEvent } from '../../../src/domain/events.ts';
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

describe('a task that waits for an answer', () => {
  it('is told with the attempt that is kept', () => {
    const view = progressView(look);
    const stamp = { v: 1, run: 'r', seq: 1, at: '2026-03-01T12:00:00.000Z' } as const;
    const asked = { spec: 's.md', chunk: 'aaaaaaaaaaaa', title: 'Add a key', question: 'Which?' };
    const attemptRef = 'refs/codelicious/failed/aaaaaaaaaaaa';
    const event: StampedEvent = {
      ...stamp,
      ...asked,
      type: 'chunk.parked',
      options: [],
      attemptRef,
    };
    expect(view.line(event, view.initial)).toContain(`masked, is kept as ${attemptRef}`);
  });
});
