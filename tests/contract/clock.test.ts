import { describe, expect, it } from 'vitest';
import { createClock } from '../../src/system/clock.ts';

const clock = createClock();
const never = new AbortController().signal;

describe('the machine’s clock', () => {
  it('tells epoch milliseconds', () => {
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(50);
  });

  it('sleeps as long as it is told', async () => {
    const before = performance.now();
    await clock.sleep(60, never);
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  });

  it('wakes at once when aborted, before or meanwhile', async () => {
    const stop = new AbortController();
    const before = performance.now();
    const sleeping = clock.sleep(60_000, stop.signal);
    stop.abort();
    await sleeping;
    await clock.sleep(60_000, stop.signal);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('does not take a very long sleep for none', async () => {
    const stop = new AbortController();
    let woke = false;
    const sleeping = clock.sleep(1e12, stop.signal).then(() => {
      woke = true;
    });
    await clock.sleep(20, never);
    expect(woke).toBe(false);
    stop.abort();
    await sleeping;
  });

  it('makes signals that abort in time, and far ones that do not abort now', async () => {
    const soon = clock.timeout(20);
    const far = clock.timeout(1e12);
    await clock.sleep(80, never);
    expect([soon.aborted, far.aborted]).toEqual([true, false]);
  });
});
