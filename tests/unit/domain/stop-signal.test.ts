import { describe, expect, it } from 'vitest';
import { SIGNAL_EXIT_CODES, stopSignalOf } from '../../../src/domain/stop-signal.ts';

describe('stopSignalOf', () => {
  it.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)('reads %s from the reason', (name) => {
    expect(stopSignalOf(AbortSignal.abort(name))).toBe(name);
  });

  it('is null for another reason, and before any', () => {
    expect(stopSignalOf(AbortSignal.abort())).toBeNull();
    expect(stopSignalOf(new AbortController().signal)).toBeNull();
  });
});

it('exit codes are 128 and the number of the signal', () => {
  expect(SIGNAL_EXIT_CODES).toEqual({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });
});
