import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pullTitle } from '../../../src/text/pull-title.ts';

describe('pullTitle', () => {
  it.each([
    [{ label: '12', title: 'Auth', part: 1 }, '[spec-12] Auth'],
    [{ label: '12', title: 'Auth', part: 2 }, '[spec-12] Auth (part 2)'],
    [{ label: 'login', title: ' Log\nin ', part: 10 }, '[spec-login] Log in (part 10)'],
    [{ label: '1', title: '', part: 1 }, '[spec-1]'],
    [{ label: '1', title: 'closes #3 @x', part: 1 }, '[spec-1] closes #\u200b3 @\u200bx'],
  ])('%j', (input, title) => expect(pullTitle(input)).toBe(title));

  it('stays within 70 characters and keeps its suffix', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ maxLength: 100 }),
        fc.integer({ min: 1, max: 999 }),
        (title, label, part) => {
          const line = pullTitle({ label, title: title.repeat(3), part });
          expect(line.length).toBeLessThanOrEqual(70);
          if (part > 1) expect(line.endsWith(` (part ${part})`)).toBe(true);
          expect(line.startsWith('[spec-')).toBe(true);
        },
      ),
    );
  });
});
