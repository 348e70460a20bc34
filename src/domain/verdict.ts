import type { FileCoverage } from './coverage.ts';
import type { CoverageFigures } from './coverage-figures.ts';

/** What a check looks at; `command` is a command of the configuration, which may be anything. */
export const CHECK_KINDS = [
  'syntax',
  'lint',
  'types',
  'test',
  'security',
  'audit',
  'hook',
  'command',
] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

/** One thing a check complains of. */
export interface Finding {
  readonly check: string;
  /** The full name of the test that fails; left out for what is no test. */
  readonly test?: string;
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
  /** `command` where left out. */
  readonly kind?: CheckKind;
  /** Repository-relative folder of the package it is of; left out for the whole repository. */
  readonly package?: string;
  /** Left out where the runner does not tell its tests apart. */
  readonly tests?: TestCounts;
  /** What the runner's own report says of each file; left out where nothing measured it. */
  readonly coverage?: readonly FileCoverage[];
  /** Complaints that the base has too; they are not among `findings`. */
  readonly known?: readonly Finding[];
  /** Complaints of the base that are gone. */
  readonly fixed?: number;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Tests that the base does not have; left out where nobody knows. */
  readonly added?: number;
}

/** What checks amount to; with what they measured, where that was looked at. */
export type Verdict = Outcome & { readonly coverage?: CoverageFigures };

type Outcome =
  | { readonly type: 'passed'; readonly checks: readonly CheckResult[] }
  | {
      readonly type: 'failed';
      readonly checks: readonly CheckResult[];
      readonly findings: readonly Finding[];
    }
  /** Nothing could be run: neither proof nor refutation. */
  | { readonly type: 'unverified'; readonly checks: readonly CheckResult[] };

/** Kinds that say what is wrong with a text, never that it works. */
const READING: ReadonlySet<CheckKind> = new Set(['syntax', 'security', 'audit']);

/** Whether a check that passes shows that something works: a reading of the text alone does not. */
function verifies({ kind = 'command', status }: CheckResult): boolean {
  return status === 'passed' && !READING.has(kind);
}

/** One failure fails; one pass that shows something passes; with neither, nothing was verified. */
export function judge(checks: readonly CheckResult[]): Verdict {
  const failed = checks.filter((check) => check.status === 'failed');
  if (failed.length > 0) return { type: 'failed', checks, findings: failed.flatMap(findingsOf) };
  return checks.some(verifies) ? { type: 'passed', checks } : { type: 'unverified', checks };
}

/** The text of the `Codelicious-Verified` trailer: the checks that passed and show something, or `none`. */
export function verifiedBy(verdict: Verdict): string {
  if (verdict.type !== 'passed') return 'none';
  return verdict.checks
    .filter(verifies)
    .map((check) => check.name)
    .join(', ');
}

function findingsOf(check: CheckResult): readonly Finding[] {
  if (check.findings.length > 0) return check.findings;
  const message = check.note ?? `${check.command} failed`;
  return [{ check: check.name, file: null, line: null, rule: null, message }];
}
