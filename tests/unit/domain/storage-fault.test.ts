import { describe, expect, it } from 'vitest';
import { fileTime } from '../../../src/domain/file-time.ts';
import { storageFault } from '../../../src/domain/storage-fault.ts';

describe('a failed disk operation', () => {
  it('is said in words, with the next step', () => {
    const cause = new Error('no space left on device');
    expect(storageFault('/a/b', 'ENOSPC', cause)).toMatchObject({
      code: 'storage',
      message: 'Cannot use /a/b: the disk is full.',
      hint: 'Free some space and run the same command again.',
      details: { path: '/a/b', errno: 'ENOSPC' },
      cause,
    });
  });

  it('is named by its code where we have no words', () => {
    expect(storageFault('/a/b', 'EWEIRD', null).message).toBe('Cannot use /a/b: EWEIRD.');
  });
});

describe('a moment in a file name', () => {
  it('is UTC to the second', () => {
    expect(fileTime(Date.parse('2026-01-31T10:15:00.999+01:00'))).toBe('20260131T091500Z');
  });
});
