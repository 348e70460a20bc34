import type { CheckResult, Finding } from '../../../domain/verdict.ts';

const SHARED = 'fails only where the scripts of the base fail too';
const REPLACED = 'the task asks for another script, which passes in its place';

/** Results of the scripts of the base and of those that a change puts in their place. */
export interface TwoResults {
  readonly before: CheckResult | null;
  readonly after: CheckResult | null;
  /** Whether the task asks that tests are run otherwise. */
  readonly isAsked: boolean;
}

/**
 * Both count. A task that asks for other scripts cannot keep the old ones: they make way for new ones by which tests
 * are seen to pass.
 */
export function bothResults({ before, after, isAsked }: TwoResults): readonly CheckResult[] {
  if (after === null) return before === null ? [] : [before];
  if (before === null) return [after];
  const passes = after.status === 'passed' && (after.tests?.passed ?? 0) > 0;
  if (!passes || !isAsked || before.status !== 'failed') {
    return [before, withoutShared(after, before)];
  }
  const { tests: _, coverage: __, ...rest } = before;
  return [{ ...rest, status: 'skipped', findings: [], note: REPLACED }, after];
}

/** What fails by the base's scripts too is told once, by those. */
function withoutShared(after: CheckResult, before: CheckResult): CheckResult {
  const shared = new Set(before.findings.map(keyOf));
  const { findings, status, tests, note } = after;
  const isShared = findings.length > 0 && findings.every((one) => shared.has(keyOf(one)));
  const isAll = tests !== undefined && tests.failed <= findings.length && note === null;
  if (status !== 'failed' || !isShared || !isAll) return after;
  return { ...after, status: 'passed', findings: [], note: SHARED };
}

function keyOf({ file, test, message }: Finding): string {
  return JSON.stringify(test === undefined ? [file, null, message] : [file, test]);
}
