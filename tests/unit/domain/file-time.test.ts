import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fileTime } from '../../../src/domain/file-time.ts';

it('a moment in a file name is in UTC, to the second', () => {
  expect(fileTime(Date.parse('2026-01-31T10:15:00.999Z'))).toBe('20260131T101500Z');
});

it('names sort as their moments do', () => {
  const moment = fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59Z') });
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      const [early, late] = a < b ? [a, b] : [b, a];
      expect(fileTime(early) <= fileTime(late)).toBe(true);
      expect(fileTime(early)).toMatch(/^\d{8}T\d{6}Z$/);
    }),
  );
});
