/** One thing a check complains of. */
export interface Finding {
  readonly check: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly rule: string | null;
  readonly message: string;
}

/** What one check said of one tree. */
export interface CheckResult {
  readonly name: string;
  /** What was run, as a person would type it. */
  readonly command: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly findings: readonly Finding[];
  /** Bounded tail of the raw output, control characters stripped. */
  readonly output: string;
  readonly durationMs: number;
  /** Why it was skipped, or `timed out after …`. */
  readonly note: string | null;
}

export type Verdict =
  | { readonly type: 'passed'; readonly checks: readonly CheckResult[] }
  | {
      readonly type: 'failed';
      readonly checks: readonly CheckResult[];
      readonly findings: readonly Finding[];
    }
  /** Nothing could be run: neither proof nor refutation. */
  | { readonly type: 'unverified'; readonly checks: readonly CheckResult[] };

/** One failure fails; one pass passes; with neither, nothing was verified. */
export function judge(checks: readonly CheckResult[]): Verdict {
  const failed = checks.filter((check) => check.status === 'failed');
  if (failed.length > 0) return { type: 'failed', checks, findings: failed.flatMap(findingsOf) };
  const passed = checks.some((check) => check.status === 'passed');
  return passed ? { type: 'passed', checks } : { type: 'unverified', checks };
}

/** The text of the `Codelicious-Verified` trailer: the checks that passed, or `none`. */
export function verifiedBy(verdict: Verdict): string {
  if (verdict.type !== 'passed') return 'none';
  return verdict.checks
    .filter((check) => check.status === 'passed')
    .map((check) => check.name)
    .join(', ');
}

function findingsOf(check: CheckResult): readonly Finding[] {
  if (check.findings.length > 0) return check.findings;
  const message = check.note ?? `${check.command} failed`;
  return [{ check: check.name, file: null, line: null, rule: null, message }];
}
