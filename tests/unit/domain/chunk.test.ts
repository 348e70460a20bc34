import { describe, expect, it } from 'vitest';
import { type ChunkStatus, failureCode, isSettled } from '../../../src/domain/chunk.ts';

describe('failureCode', () => {
  it.each([
    ['verification', 'verification'],
    ['rate_limited', 'rate_limited'],
    ['setup', 'setup'],
    ['Verification', 'engine'],
    ['toString', 'engine'],
    ['', 'engine'],
    [undefined, 'engine'],
  ])('of %j is %s', (stored, code) => {
    expect(failureCode(stored)).toBe(code);
  });
});

describe('isSettled', () => {
  const settled: Readonly<Record<ChunkStatus, boolean>> = {
    pending: false,
    in_progress: false,
    committed: true,
    published: true,
    merged: true,
    failed: false,
    blocked: false,
    parked: false,
    declined: true,
  };

  it.each(Object.entries(settled))('of %s is %s', (status, is) => {
    expect(isSettled(status as ChunkStatus)).toBe(is);
  });
});
