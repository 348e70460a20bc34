import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countTests } from '../../../src/verifiers/test-counts.ts';

function recorded(name: string): string {
  return readFileSync(new URL(`../../fixtures/verifiers/${name}.txt`, import.meta.url), 'utf8');
}

/** passed, failed, skipped. */
function counts(output: string): readonly number[] | null {
  const found = countTests(output);
  return found === null ? null : [found.passed, found.failed, found.skipped];
}

describe('recorded outputs', () => {
  it.each([
    ['node-tap', [1, 2, 0]],
    ['vitest', [0, 3, 0]],
    ['jest', [2, 2, 0]],
    ['pytest', [0, 3, 0]],
    ['tsc', null],
    ['eslint', null],
  ])('%s', (name, expected) => expect(counts(recorded(name))).toEqual(expected));
});

describe('summaries', () => {
  it.each([
    ['ℹ tests 4\nℹ pass 1\nℹ fail 2\nℹ cancelled 1\nℹ skipped 0\nℹ todo 0', [1, 3, 0]],
    ['      Tests  1 failed | 2 passed | 1 skipped (4)', [2, 1, 1]],
    ['      Tests  2 passed (2)\n     Errors  1 error', [2, 1, 0]],
    ['Tests:       1 failed, 1 skipped, 2 passed, 4 total', [2, 1, 1]],
    ['  ● Test suite failed to run\nTests:       2 passed, 2 total', [2, 1, 0]],
    ['==== 1 failed, 2 passed, 1 error, 3 warnings in 0.12s ====', [2, 2, 0]],
    ['2 passed in 0.01s', [2, 0, 0]],
    ['Ran 3 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=1)', [0, 3, 1]],
    ['  3 passing (5ms)\n  1 pending\n  2 failing', [3, 2, 1]],
    ['test result: FAILED. 1 passed; 2 failed; 3 ignored; 0 measured', [1, 2, 3]],
    ['# pass 1\n# fail 1\n      Tests  1 failed (1)', [1, 2, 0]],
    [
      '# pass 1\n# fail 0\nERROR: Coverage for lines (10%) does not meet global threshold',
      [1, 1, 0],
    ],
  ])('%j', (output, expected) => expect(counts(output)).toEqual(expected));

  it.each(['', 'all is well', '3 failed attempts', '    # fail 2', 'Tests are good'])(
    '%j is none',
    (output) => expect(counts(output)).toBeNull(),
  );

  it('takes any output, in linear time', () => {
    const started = performance.now();
    for (const hostile of [
      'coverage '.repeat(100_000),
      '1 failed '.repeat(100_000),
      '=+ '.repeat(300_000),
    ]) {
      expect(counts(`${hostile}\n`.repeat(2))).toBeNull();
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
