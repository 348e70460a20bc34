import type { Baseline } from './baseline.ts';
import { type CoverageShare, sumOfShares } from './coverage.ts';
import type { CoverageOnBase } from './coverage-floor.ts';
import type { CheckResult } from './verdict.ts';

/** What one verifier measured: these checks now, and all that it said of the base. */
export interface MeasuredTwice {
  readonly checks: readonly Pick<CheckResult, 'name' | 'package'>[];
  /** Null where nobody knows. */
  readonly baseline: Baseline | null;
}

const NO_LINES: CoverageShare = { covered: 0, total: 0 };

/** What the base's own checks measured there. */
export function coverageOnBase(measured: readonly MeasuredTwice[]): CoverageOnBase {
  const known = measured.flatMap(({ checks, baseline }) =>
    baseline === null ? [] : [{ checks, baseline }],
  );
  if (known.length < measured.length || known.some(isUnknown)) return { type: 'unknown' };
  const checks = known.flatMap(({ baseline }) => baseline.checks);
  const share = sumOfShares(checks.map(({ coverage }) => coverage ?? NO_LINES));
  return share === null ? { type: 'nothing' } : { type: 'measured', share };
}

/** A run that fails often leaves no report. */
function isUnknown({ checks, baseline }: MeasuredTwice & { readonly baseline: Baseline }): boolean {
  return checks.some((check) => {
    const base = baseline.checks.find(
      (one) => one.name === check.name && one.package === (check.package ?? ''),
    );
    return base?.coverage === null && base.status !== 'passed';
  });
}
