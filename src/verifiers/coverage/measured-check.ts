import type { CheckResult } from '../../domain/verdict.ts';
import { type CheckCommand, type CheckContext, resultOf, runProgram } from '../runner.ts';
import { watchReports } from './fresh-report.ts';

/** Runs a command of which nothing is known but that it may measure coverage, with the reports that it wrote. */
export async function runMeasured(
  command: CheckCommand,
  context: CheckContext,
): Promise<CheckResult> {
  const { root } = context.scope;
  const { package: folder = '' } = command;
  const reports = await watchReports(folder === '' ? { root } : { root, folder });
  const result = resultOf(command, await runProgram(command, context), context);
  const coverage = await reports.fresh();
  return coverage === null ? result : { ...result, coverage };
}
