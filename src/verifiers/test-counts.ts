import { plain } from '../domain/text-limits.ts';
import type { TestCounts } from '../domain/verdict.ts';

type Outcome = keyof Omit<TestCounts, 'added'>;

/** What runners call the ways in which a test may end. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  pass: 'passed',
  passed: 'passed',
  passing: 'passed',
  fail: 'failed',
  failed: 'failed',
  failing: 'failed',
  failures: 'failed',
  cancelled: 'failed',
  error: 'failed',
  errors: 'failed',
  skipped: 'skipped',
  ignored: 'skipped',
  pending: 'skipped',
  todo: 'skipped',
};

/** Lines in which a runner sums up. Its counts stand in the first group, or in the whole line. */
const SUMMARIES: readonly RegExp[] = [
  // node:test, as TAP and as its spec reporter writes it: # fail 2
  /^(?:#|ℹ) ((?:pass|fail|cancelled|skipped|todo) \d+)$/,
  // vitest: Tests  1 failed | 2 passed (3)
  /^\s*Tests\s+(\d+ (?:failed|passed|skipped|todo)\b.*)\(\d+\)$/,
  // vitest, of a file that could not be loaded and of what nobody caught: Failed Suites 1, Errors  1 error
  /^⎯+ (Failed Suites \d+) ⎯+$/,
  /^\s*Errors\s+(\d+ errors?)$/,
  // jest: Tests:       1 failed, 2 passed, 3 total
  /^Tests:\s+(\d.*), \d+ total$/,
  // pytest: ==== 1 failed, 2 passed in 0.12s ====
  /^(?:=+ )?(\d+ (?:failed|passed|skipped|errors?|deselected|xfailed|xpassed|warnings?)\b.*) in [\d.]+s\b/,
  // unittest: FAILED (failures=1, errors=2)
  /^FAILED \((.+)\)$/,
  // mocha: 2 passing (5ms)
  /^\s+(\d+ (?:passing|failing|pending))\b/,
  // cargo: test result: FAILED. 1 passed; 2 failed; 0 ignored
  /^test result: (?:ok|FAILED)\. (\d+ passed; \d+ failed; \d+ ignored)/,
];

/** Failures that no runner counts among its tests: a suite that jest cannot load, a floor of the coverage. */
const UNCOUNTED: readonly RegExp[] = [
  /^\s+● Test suite failed to run$/,
  /\bcoverage\b.{0,200}(?:threshold|does not meet|not reached|less than)/i,
];

/** Lines looked at; the last ones, since that is where runners sum up. */
const MAX_LINES = 20_000;
/** A line is cut to this before it is looked at. */
const MAX_LINE_CHARS = 500;

/**
 * How many tests passed and failed by the summaries of the usual runners, all of them together where
 * several ran; null where none is known. Rather too many failures than too few.
 */
export function countTests(output: string): TestCounts | null {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  let seen = false;
  for (const whole of plain(output).split('\n').slice(-MAX_LINES)) {
    const line = whole.slice(0, MAX_LINE_CHARS).trimEnd();
    if (UNCOUNTED.some((pattern) => pattern.test(line))) counts.failed += 1;
    const summary = summaryOf(line);
    if (summary === null) continue;
    seen = true;
    for (const [outcome, amount] of countsIn(summary)) counts[outcome] += amount;
  }
  return seen ? counts : null;
}

function summaryOf(line: string): string | null {
  for (const pattern of SUMMARIES) {
    const found = pattern.exec(line);
    if (found !== null) return found[1] ?? line;
  }
  return null;
}

/** `2 failed`, `fail 2`, `failures=2`, `Failed Suites 2`. */
const COUNT = /(\d+) ([a-z]+)|([a-z]+)(?: Suites )?[ =]?(\d+)/gi;

function countsIn(summary: string): readonly (readonly [Outcome, number])[] {
  return [...summary.matchAll(COUNT)].flatMap(([, before, word, name, after]) => {
    const outcome = OUTCOMES[(word ?? name ?? '').toLowerCase()];
    return outcome === undefined ? [] : [[outcome, Number(before ?? after)] as const];
  });
}
