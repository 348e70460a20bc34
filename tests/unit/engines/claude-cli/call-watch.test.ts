import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineLimits } from '../../../../src/domain/engine-job.ts';
import { NO_USAGE } from '../../../../src/domain/usage.ts';
import { MAX_DENIALS, watchCall } from '../../../../src/engines/claude-cli/call-watch.ts';
import {
  createTranscriptReader,
  type Transcript,
} from '../../../../src/engines/claude-cli/transcript.ts';
import { engineLimits } from '../../../support/engine-job.ts';

const patience = { idleMs: 100, toolMs: 1000, lingerMs: 50 };

/** What is known before the first line. */
const blank = createTranscriptReader({
  ...{ engine: 'claude', cwd: '/tree', prices: () => null, now: () => 0, emit: () => undefined },
}).current();

function watch(limits: Partial<EngineLimits> = {}) {
  const subject = watchCall(engineLimits(limits), patience);
  const saw = (change: Partial<Transcript>): void => {
    subject.saw({ ...blank, ...change });
  };
  return { ...subject, saw };
}

const result = { result: { subtype: 'success' } } as unknown as Partial<Transcript>;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('watchCall', () => {
  it('ends a call without a sign of life, from its beginning', () => {
    const { signal, stopped } = watch();
    vi.advanceTimersByTime(99);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect([signal.aborted, stopped()]).toEqual([true, 'idle']);
  });

  it('begins anew at every line, and waits longer for a tool', () => {
    const { saw, stopped } = watch();
    for (let line = 0; line < 5; line += 1) {
      vi.advanceTimersByTime(90);
      saw({});
    }
    saw({ toolsRun: true });
    vi.advanceTimersByTime(999);
    expect(stopped()).toBeNull();
    saw({});
    vi.advanceTimersByTime(100);
    expect(stopped()).toBe('idle');
  });

  it('lets a program linger after its result, and no line keeps it longer', () => {
    const { saw, stopped } = watch();
    saw(result);
    for (let line = 0; line < 5; line += 1) {
      vi.advanceTimersByTime(9);
      saw(result);
    }
    expect(stopped()).toBeNull();
    vi.advanceTimersByTime(5);
    expect(stopped()).toBe('lingering');
  });

  it('ends nothing once it is closed', () => {
    const { close, stopped } = watch();
    close();
    vi.advanceTimersByTime(10_000);
    expect(stopped()).toBeNull();
  });

  it.each([
    ['dollars', { maxCostUsd: 1 }, { costUsd: 1 }],
    ['tokens', { maxTokens: 10 }, { inputTokens: 4, outputTokens: 3, cacheReadTokens: 3 }],
  ])('ends a call that reaches its cap of %s', (_what, limits, used) => {
    const { saw, stopped } = watch(limits);
    saw({ watched: { ...NO_USAGE, costUsd: 0.99, inputTokens: 9 } });
    expect(stopped()).toBeNull();
    saw({ watched: { ...NO_USAGE, ...used }, isEnding: true });
    expect(stopped()).toBeNull();
    saw({ watched: { ...NO_USAGE, ...used } });
    expect(stopped()).toBe('over_budget');
  });

  it('knows no cap where none is set or no price is known', () => {
    const free = watch();
    free.saw({ watched: { ...NO_USAGE, costUsd: 1e6, inputTokens: 1e9 } });
    const unpriced = watch({ maxCostUsd: 0.01 });
    unpriced.saw({ watched: { ...NO_USAGE, inputTokens: 1e9 } });
    expect([free.stopped(), unpriced.stopped()]).toEqual([null, null]);
  });

  it('ends a call that was refused too many tools', () => {
    const { saw, stopped } = watch();
    saw({ denials: MAX_DENIALS - 1 });
    expect(stopped()).toBeNull();
    saw({ denials: MAX_DENIALS });
    expect(stopped()).toBe('denied');
  });
});
