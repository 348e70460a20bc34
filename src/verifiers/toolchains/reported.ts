import type { FileCoverage } from '../../domain/coverage.ts';
import type { CheckResult, Finding, TestCounts } from '../../domain/verdict.ts';
import type { ProcessOutcome } from '../../ports/process.ts';
import { type CheckCommand, type CheckContext, resultOf } from '../runner.ts';

/** What a tool's own report says of a run. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly tests?: TestCounts;
  readonly coverage?: readonly FileCoverage[];
  /** What a person would read, where the tool prints for machines. */
  readonly output?: string;
  /** An exit code other than 0 is all accounted for by what the report says, even where that leaves no finding. */
  readonly explains?: boolean;
}

/**
 * What a run amounts to by the tool's own report. A complaint fails it whatever the exit code is; an exit code that the
 * report does not explain fails it too, and then what was printed has to say why.
 */
export function reportedResult(
  command: CheckCommand,
  { outcome, report }: { readonly outcome: ProcessOutcome; readonly report: Report },
  context: CheckContext,
): CheckResult {
  const { findings, tests, coverage, output, explains = false } = report;
  const printed = output === undefined ? {} : { stdout: new TextEncoder().encode(output) };
  const plainly = resultOf(command, { ...outcome, ...printed }, context);
  const hasEnded = plainly.note === null;
  const isClear = hasEnded && findings.length === 0 && (explains || plainly.status === 'passed');
  return {
    ...plainly,
    status: isClear ? 'passed' : 'failed',
    findings: isClear || findings.length > 0 ? findings : plainly.findings,
    ...(tests === undefined ? {} : { tests }),
    ...(coverage === undefined || coverage.length === 0 ? {} : { coverage }),
  };
}
