import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referencesIn } from '../../../src/spec/references.ts';

const read = (text: string) =>
  referencesIn(text).map((found) => {
    if (found.kind === 'title') return `"${found.title}"`;
    if (found.kind === 'range') return `${found.from}..${found.to}`;
    return found.kind === 'maybe' ? `${found.number}?` : found.number;
  });

describe('referencesIn', () => {
  it.each<[string, readonly string[]]>([
    ['depends on T003', ['T003']],
    ['Add it (depends on T012, T013)', ['T012', 'T013']],
    ['Depends on T001 and T002; T004', ['T001', 'T002', 'T004']],
    ['depends on 2.1', ['2.1']],
    ['depends on 2.1, 2.2 & 3.1.4.', ['2.1', '2.2', '3.1.4']],
    ['depends on task 2', ['2']],
    ['depends on tasks 1, 2 and 3', ['1', '2?', '3?']],
    ['depends on step 4', ['4']],
    ['depends on 2', ['2?']],
    ['**Depends on**: 1.1', ['1.1']],
    ['depends_on: T001', ['T001']],
    ['Dependencies: T001/T002', ['T001', 'T002']],
    ['blocked by T009', ['T009']],
    ['depends on T001-T003', ['T001..T003']],
    ['depends on 1.1 through 1.3', ['1.1..1.3']],
    ['depends on "Add the parser" and “Write docs”', ['"Add the parser"', '"Write docs"']],
    ['first depends on T001, then depends on T002', ['T001', 'T002']],
    ['depends on T001 being done', ['T001']],
    ['depends on 2.1 of the protocol', ['2.1?']],
    ['depends on #12', ['12?']],
    ['depends on the task 3', ['3']],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    'depends on the database',
    'depends on `express`',
    'depends on Node 20.1',
    'depends on 2 services',
    'depends on 100% coverage',
    'depends on T-shirts',
    'depends on 3rd parties',
    'Dependencies: none',
    'independs on T001',
    'depends upon T001',
    'T001 and T002',
    'depends on',
  ])('finds none in %j', (text) => {
    expect(read(text)).toEqual([]);
  });

  it('never fails, and takes no longer than its text', () => {
    const piece = fc.constantFrom(
      'depends on ',
      'T1',
      '2.1',
      ', ',
      'and ',
      '"',
      'task ',
      '-',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(referencesIn(pieces.join('')).length).toBeLessThanOrEqual(pieces.length);
      }),
    );
    const started = performance.now();
    referencesIn(`depends on ${'1.1, '.repeat(50_000)}`);
    referencesIn('depends on '.repeat(50_000));
    referencesIn(`depends on ${' '.repeat(200_000)}`);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
