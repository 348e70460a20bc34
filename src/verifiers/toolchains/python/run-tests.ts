import { promises as fs } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plain } from '../../../domain/text-limits.ts';
import type { CheckResult, Finding } from '../../../domain/verdict.ts';
import type { ProcessOutcome } from '../../../ports/process.ts';
import { complaintIn } from '../../complaint.ts';
import { readCoveragePy } from '../../coverage/coverage-py.ts';
import { type CheckCommand, type CheckContext, resultOf, runProgram } from '../../runner.ts';
import { reportedResult } from '../reported.ts';
import { PYTHON_ENV, type Python } from './interpreter.ts';
import {
  couldNotBegin,
  countsIn,
  findingsIn,
  hasBegun,
  parseTestReport,
  readJson,
  type TestReport,
} from './test-report.ts';

/** One run of one of our programs. */
export interface TestRun {
  readonly python: Python;
  readonly program: string;
  readonly command: Omit<CheckCommand, 'argv'>;
  /** Whether what runs is measured, and by whom. */
  readonly measured: 'no' | 'by pytest' | 'here';
  /** Whether the package says that it needs a module. */
  readonly needs: (module: string) => boolean;
  /** What the program is given besides, with a folder that is gone afterwards. */
  readonly given: (folder: string) => Readonly<Record<string, unknown>>;
}

export interface TestsRun {
  readonly result: CheckResult;
  readonly outcome: ProcessOutcome;
}

/** Runs tests by a program that writes a report, beside the tree; that report, where there is one, decides. */
export async function runTests(run: TestRun, context: CheckContext): Promise<TestsRun> {
  const folder = await fs.realpath(await mkdtemp(join(tmpdir(), 'codelicious-python-')));
  try {
    return await runIn(folder, run, context);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, run: TestRun, context: CheckContext): Promise<TestsRun> {
  const { python, program, measured, given } = run;
  const report = join(folder, 'report.json');
  const coverage = measured === 'no' ? null : join(folder, 'coverage.json');
  const options = { ...given(folder), report, coverage, measure: measured === 'here' };
  // Names of all the tests of a project may be too long for an argument.
  const asked = join(folder, 'given.json');
  await fs.writeFile(asked, JSON.stringify(options));
  const command = {
    ...run.command,
    argv: [...python.argv, '-c', program, asked],
    env: {
      ...PYTHON_ENV,
      COVERAGE_FILE: join(folder, '.coverage'),
      HYPOTHESIS_STORAGE_DIRECTORY: join(folder, 'hypothesis'),
    },
    writable: [folder],
  };
  const outcome = await runProgram(command, context);
  const said = parseTestReport(await readJson(report));
  if (said === null) return { outcome, result: unreported(command, outcome, context) };
  const lines = coverage === null ? null : await readJson(coverage);
  return { outcome, result: await reported({ run, command, outcome, said, lines }, context) };
}

interface Reported {
  readonly run: TestRun;
  readonly command: CheckCommand;
  readonly outcome: ProcessOutcome;
  readonly said: TestReport;
  /** The report of the coverage; null without one. */
  readonly lines: unknown;
}

async function reported(
  { run, command, outcome, said, lines }: Reported,
  context: CheckContext,
): Promise<CheckResult> {
  const { task } = context.scope;
  const root = await fs.realpath(context.scope.root);
  const relative = await relativeIn(context.scope.root);
  const named = findingsIn(said, { check: command.name, root, relative });
  const findings = hasBegun(said) ? named : whyNot(command, outcome, root);
  const isBroken = task.kind === 'full' && couldNotBegin(said, run.needs);
  const tests = isBroken ? said.tests : countsIn(said);
  const coverage = lines === null ? null : readCoveragePy(lines, root);
  const report = { findings, tests, ...(coverage === null ? {} : { coverage }) };
  return reportedResult(command, { outcome, report }, context);
}

/** What kept the runner from looking for tests, by its own words. */
function whyNot(
  { name: check }: CheckCommand,
  { stdout }: ProcessOutcome,
  root: string,
): readonly Finding[] {
  const printed = plain(new TextDecoder().decode(stdout)).replaceAll(`${root}/`, '');
  const message = complaintIn(printed);
  return message === null ? [] : [{ check, file: null, line: null, rule: null, message }];
}

/** Tests that end the whole run, with whatever exit code, are not tests that passed. */
function unreported(
  command: CheckCommand,
  outcome: ProcessOutcome,
  context: CheckContext,
): CheckResult {
  const result = resultOf(command, outcome, context);
  const { passed = 0 } = result.tests ?? {};
  if (result.status !== 'passed' || passed > 0) return result;
  return {
    ...result,
    status: 'failed',
    note: 'it ended before it could say what each test came to',
  };
}

/** How paths of a report are called in the repository, whose folder may be reached by a link. */
export async function relativeIn(root: string): Promise<(path: string) => string | null> {
  const tops = [root, await fs.realpath(root)].map((top) => `${top}/`);
  return (path) => {
    const top = tops.find((each) => path.startsWith(each));
    return top === undefined ? null : path.slice(top.length);
  };
}
