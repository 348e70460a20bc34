import { posix } from 'node:path';
import { clip, plain } from '../../../domain/text-limits.ts';
import type { CheckResult, Finding } from '../../../domain/verdict.ts';
import type { ProcessOutcome } from '../../../ports/process.ts';
import type { Standpoint } from '../../clues.ts';
import {
  type CheckCommand,
  type CheckContext,
  environmentOf,
  resultOf,
  runProgram,
} from '../../runner.ts';
import { countTests } from '../../test-counts.ts';
import { reportedResult } from '../reported.ts';
import { addedTests } from './added-tests.ts';
import { pathWith } from './installed.ts';
import { withoutLeavers } from './left-early.ts';
import { coverageOf, measureOf } from './measure.ts';
import { LINES } from './own-reporters.ts';
import type { PlainScript } from './plain-script.ts';
import type { Project } from './project.ts';
import { type ReportFolder, withReports } from './report-folder.ts';
import {
  callOf,
  JSON_REPORT,
  type Measure,
  REPORTER_FILES,
  type Selection,
} from './runner-call.ts';
import { findingOf, type TestOutcome } from './test-outcome.ts';
import { readJestReport, readLines } from './test-reports.ts';
import { awaitsSource } from './unwritten.ts';

/** A script of a package that is one call of a runner, and what it is a check of. */
export interface RunnerScript {
  readonly plain: PlainScript;
  readonly folder: string;
  readonly about: Pick<CheckCommand, 'name' | 'kind' | 'package' | 'cwd'>;
}

/** What a run came to. */
export interface TestRun {
  readonly result: CheckResult;
  /** Each test by the runner's report; null where it wrote none. */
  readonly outcomes: readonly TestOutcome[] | null;
}

/** Runs the tests that are wanted and reads the runner's own report of them. */
export async function runTests(
  script: RunnerScript,
  selection: Selection,
  env: { readonly project: Project; readonly context: CheckContext },
): Promise<TestRun> {
  const { plain, folder } = script;
  return withReports(REPORTER_FILES[plain.runner], async (reports) => {
    const run = { plain, selection, folder, reports };
    const measure = await measureOf(run, env.project);
    const measured = await runOnce(script, { ...run, measure }, env);
    // What breaks by being measured, though nobody asked for that, is run as it stands.
    const isBroken =
      measured.result.status === 'failed' && !(measured.outcomes ?? []).some(isFailed);
    const again = measure.isOurs === true && isBroken && !env.context.signal.aborted;
    return again ? runOnce(script, { ...run, measure: {} }, env) : measured;
  });
}

interface Run {
  readonly plain: PlainScript;
  readonly selection: Selection;
  readonly folder: string;
  readonly reports: ReportFolder;
  readonly measure: Measure;
}

async function runOnce(
  { plain, about }: RunnerScript,
  { selection, folder, reports, measure }: Run,
  { project, context }: { readonly project: Project; readonly context: CheckContext },
): Promise<TestRun> {
  const { root } = context.scope;
  const call = callOf(plain, selection, { reports, measure });
  const path = environmentOf(context)['PATH'] ?? '';
  const command: CheckCommand = {
    ...about,
    shown: call.shown,
    argv: ['/bin/sh', '-c', call.script, 'sh', ...call.args],
    env: { PATH: pathWith(root, folder, path) },
    writable: [reports.path],
  };
  const outcome = await runProgram(command, context);
  const from = { root, cwd: posix.join(root, folder) };
  const read = await readReport(plain, reports, from);
  if (read === null) return { result: unreported(command, outcome, context), outcomes: null };
  const all = await withoutLeavers(read, project);
  const outcomes = selection.type === 'files' ? only(all, selection.files, folder) : all;
  const failed = outcomes.filter(isFailed).map((one) => findingOf(one, about.name, from));
  const isWhole = selection.type !== 'files' && outcome.exitCode !== 0;
  const findings = failed.length > 0 || !isWhole ? failed : missedFloors(outcome, about.name);
  const coverage = await coverageOf({ reports, folder }, root);
  const counts = countsOf(outcomes, { plain, selection, printed: textOf(outcome) });
  const report = {
    findings,
    tests: { ...counts, ...(await addedTests(outcomes, project)) },
    ...(coverage === undefined ? {} : { coverage }),
    // Other tests than those that were asked for are nobody's business here.
    explains: findings.length === 0 && all.some(isFailed),
  };
  return { result: reportedResult(command, { outcome, report }, context), outcomes };
}

async function readReport(
  { runner }: PlainScript,
  reports: ReportFolder,
  from: Standpoint,
): Promise<readonly TestOutcome[] | null> {
  if (runner === 'mocha' || runner === 'node') return readLines(await reports.read(LINES), from);
  return readJestReport(await reports.read(JSON_REPORT), from);
}

/**
 * A runner that could not even begin says nothing of any test. One that ends well without the report it was asked for
 * was ended by what it ran.
 */
function unreported(
  command: CheckCommand,
  outcome: ProcessOutcome,
  context: CheckContext,
): CheckResult {
  const result = resultOf(command, outcome, context);
  if (result.status === 'passed') return { ...result, status: 'failed', note: ENDED_EARLY };
  const began = result.tests !== undefined || result.note !== null;
  return began ? result : { ...result, tests: { passed: 0, failed: 0, skipped: 0 } };
}

const ENDED_EARLY = 'the runner ended with exit code 0 and without its report';

function only(
  outcomes: readonly TestOutcome[],
  files: readonly string[],
  folder: string,
): readonly TestOutcome[] {
  const wanted = new Set(files.map((file) => posix.join(folder, file)));
  return outcomes.filter(({ file }) => file === null || wanted.has(file));
}

function isFailed({ status }: TestOutcome): boolean {
  return status === 'failed';
}

/**
 * Of a whole suite in which no test ran at all, files that could not be loaded are no failed tests: it could not begin,
 * unless what they load is still to be written.
 * What jest and vitest print counts too, since they fail by more than their tests: errors that nobody caught, floors.
 */
function countsOf(
  outcomes: readonly TestOutcome[],
  run: Pick<Run, 'plain' | 'selection'> & { readonly printed: string },
) {
  const count = (status: TestOutcome['status']): number =>
    outcomes.filter((one) => one.status === status && one.titles.length > 0).length;
  const { passed, failed, skipped } = {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
  };
  const files = outcomes.filter(({ titles }) => titles.length === 0);
  const unloaded = files.filter(isFailed).length;
  const began = passed + failed > 0 || files.some((one) => !isFailed(one) || awaitsSource(one));
  const all = began || run.selection.type !== 'all' ? failed + unloaded : 0;
  const says = run.plain.runner === 'vitest' || run.plain.runner === 'jest';
  const printed =
    says && began && run.selection.type !== 'files' ? (countTests(run.printed)?.failed ?? 0) : 0;
  return { passed: passed + files.length - unloaded, failed: Math.max(all, printed), skipped };
}

/** jest, vitest, c8 and nyc: a floor of the coverage that was not reached. */
const MISSED_FLOOR = /\bcoverage\b.{0,200}(?:threshold|does not meet|not met)/i;
const MAX_FLOORS = 20;
const MESSAGE_CHARS = 300;

function missedFloors(outcome: ProcessOutcome, check: string): readonly Finding[] {
  return plain(textOf(outcome))
    .split('\n')
    .filter((line) => MISSED_FLOOR.test(line.slice(0, 2 * MESSAGE_CHARS)))
    .slice(0, MAX_FLOORS)
    .map((line) => {
      const message = clip(line.trim(), MESSAGE_CHARS);
      return { check, file: null, line: null, rule: 'coverage', message };
    });
}

function textOf({ stdout, stderr }: ProcessOutcome): string {
  const decoder = new TextDecoder();
  return `${decoder.decode(stdout)}\n${decoder.decode(stderr)}`;
}
