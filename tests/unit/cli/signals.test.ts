import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { watchSignals } from '../../../src/cli/signals.ts';

function setUp(atOnce = false) {
  const process = new EventEmitter();
  const exits: number[] = [];
  const said: string[] = [];
  const watch = watchSignals(
    {
      on: (event, listener) => void process.on(event, listener),
      off: (event, listener) => void process.off(event, listener),
      exit: (code) => void exits.push(code),
    },
    { atOnce, say: (line) => void said.push(line) },
  );
  return { process, exits, said, watch };
}

/** Lets the time pass after which a second signal is a second wish. */
async function later<T>(act: () => T): Promise<T> {
  const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 1000);
  const result = act();
  now.mockRestore();
  return result;
}

describe('watchSignals', () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s asks for an end, and twice leaves with %i', async (name, code) => {
    const { process, exits, said, watch } = setUp();
    process.emit(name);
    expect(watch.signal.reason).toBe(name);
    expect(exits).toEqual([]);
    await later(() => process.emit(name));
    expect(exits).toEqual([code]);
    expect(said).toEqual([`stopped at once by ${name}; the same command goes on from here\n`]);
  });

  it('takes two signals of one moment for one', () => {
    const { process, exits } = setUp();
    process.emit('SIGINT');
    process.emit('SIGINT');
    expect(exits).toEqual([]);
  });

  it('keeps the first reason, and leaves with the second signal', async () => {
    const { process, exits, watch } = setUp();
    process.emit('SIGINT');
    await later(() => process.emit('SIGTERM'));
    expect(watch.signal.reason).toBe('SIGINT');
    expect(exits).toEqual([143]);
  });

  it('leaves at the first signal where there is nothing to bring to an end', () => {
    const { process, exits, said, watch } = setUp(true);
    process.emit('SIGTERM');
    expect(watch.signal.aborted).toBe(true);
    expect(exits).toEqual([143]);
    expect(said).toEqual([]);
  });

  it('can be asked to stop without a signal', () => {
    const { exits, watch } = setUp();
    watch.stop('SIGHUP');
    watch.stop('SIGINT');
    expect(watch.signal.reason).toBe('SIGHUP');
    expect(exits).toEqual([]);
  });

  it('gives the signals back', () => {
    const { process, watch } = setUp();
    watch.dispose();
    expect(process.eventNames()).toEqual([]);
  });
});
