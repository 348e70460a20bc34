import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StampedEvent } from '../../../src/domain/events.ts';
import { NO_SPEND } from '../../../src/domain/usage.ts';
import { createProgress, type Progress, type ProgressView } from '../../../src/report/progress.ts';

/** A view that says each message and shows as its status how many there were. */
const view: ProgressView<number> = {
  initial: 0,
  advance: (count, event) => (event.type === 'run.finished' ? 0 : count + 1),
  line: (event) => (event.type === 'run.warning' ? event.message : null),
  status: (count, now) => (count === 0 ? null : `${count} after ${now}`),
};

const stamp = { v: 1, run: 'r', seq: 1, at: '' } as const;
const warning = (message: string): StampedEvent => ({ ...stamp, type: 'run.warning', message });
const finished: StampedEvent = {
  ...stamp,
  type: 'run.finished',
  exitCode: 0,
  durationMs: 0,
  ...NO_SPEND,
  done: 0,
  failed: 0,
  open: 0,
};

let written = '';
let now = 0;
let open: Progress[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  written = '';
  now = 0;
  open = [];
});
afterEach(() => {
  for (const progress of open) progress.close();
  vi.useRealTimers();
});

function start(terminal: boolean): Progress {
  const write = (text: string): void => {
    written += text;
  };
  const progress = createProgress({ view, write, terminal, now: () => now });
  open.push(progress);
  return progress;
}

/** What a terminal shows after everything written. */
function screen(): readonly string[] {
  return written.split('\n').map((line) => line.split('\r\u001b[2K').at(-1) ?? '');
}

describe('progress', () => {
  it('is lines and nothing else where nobody watches', () => {
    const progress = start(false);
    progress.write(warning('one'));
    progress.write(finished);
    vi.advanceTimersByTime(5000);
    progress.write(warning('two'));
    expect(written).toBe('one\ntwo\n');
  });

  it('begins with no blank line, and sets off what comes later by one', () => {
    const progress = start(false);
    progress.write(warning(''));
    expect(written).toBe('');
    progress.write(warning('one'));
    progress.write(warning(''));
    expect(written).toBe('one\n\n');
  });

  it('shows on a terminal what goes on below the lines, and keeps it current', () => {
    const progress = start(true);
    progress.write(warning('one'));
    expect(screen()).toEqual(['one', '1 after 0']);
    now = 1000;
    vi.advanceTimersByTime(1000);
    expect(screen()).toEqual(['one', '1 after 1000']);
    progress.write(warning('two'));
    expect(screen()).toEqual(['one', 'two', '2 after 1000']);
    const before = written;
    vi.advanceTimersByTime(3000);
    expect(written).toBe(before);
    progress.write(finished);
    expect(screen()).toEqual(['one', 'two', '']);
  });

  it('takes the status away when it is closed, and shows nothing more', () => {
    const progress = start(true);
    progress.write(warning('one'));
    progress.close();
    progress.close();
    progress.write(warning('late'));
    vi.advanceTimersByTime(3000);
    expect(screen()).toEqual(['one', '']);
  });
});
