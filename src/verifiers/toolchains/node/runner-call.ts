import {
  LINES,
  MOCHA_REPORTER,
  MOCHA_REPORTER_TEXT,
  NODE_REPORTER,
  NODE_REPORTER_TEXT,
} from './own-reporters.ts';
import { isPattern } from './path-pattern.ts';
import type { PlainScript, RunnerName } from './plain-script.ts';
import type { ReportFolder } from './report-folder.ts';

/** Which tests are to be run; paths are relative to the package. */
export type Selection =
  | { readonly type: 'all' }
  /** Those that depend on these files. */
  | { readonly type: 'related'; readonly files: readonly string[] }
  /** These files of tests and no others. */
  | { readonly type: 'files'; readonly files: readonly string[] };

/** What makes a run measure coverage. */
export interface Measure {
  /** A program around the runner, for a shell. */
  readonly measurer?: readonly string[];
  /** Further arguments of the runner. */
  readonly more?: readonly string[];
  /** Nobody but us asks for it. */
  readonly isOurs?: boolean;
}

/** A call of a runner, for a shell. */
export interface RunnerCall {
  /** Text for a shell; what is ours stands in `"$@"`. */
  readonly script: string;
  readonly args: readonly string[];
  /** As a person would type it. */
  readonly shown: string;
}

/** Where jest and vitest write what became of each test. */
export const JSON_REPORT = 'tests.json';

/** Files that a run finds in its folder for reports. */
export const REPORTER_FILES: Readonly<Record<RunnerName, Readonly<Record<string, string>>>> = {
  vitest: {},
  jest: {},
  mocha: { [MOCHA_REPORTER]: MOCHA_REPORTER_TEXT },
  node: { [NODE_REPORTER]: NODE_REPORTER_TEXT },
};

const REPORTS: Readonly<Record<RunnerName, (at: ReportFolder['at']) => readonly string[]>> = {
  vitest: (at) => ['--reporter=default', '--reporter=json', `--outputFile.json=${at(JSON_REPORT)}`],
  jest: (at) => ['--json', `--outputFile=${at(JSON_REPORT)}`, '--testLocationInResults'],
  mocha: (at) => ['--reporter', at(MOCHA_REPORTER)],
  node: (at) => [
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...[`--test-reporter=${at(NODE_REPORTER)}`, `--test-reporter-destination=${at(LINES)}`],
  ],
};

/** Flags that would keep a run from ending, or its report from being written. */
const DROPPED: Readonly<Record<RunnerName, RegExp>> = {
  vitest: /^(?:-w|--(?:run|watch|no-watch|ui|open|reporter|outputFile|silent)\b|--coverage(?:=|$))/,
  jest: /^(?:-o|--(?:watch|watchAll|json|outputFile|onlyChanged|changedSince|lastCommit|silent|coverage|collectCoverage)(?:=|$))/,
  mocha: /^(?:-w|-R|-O|--(?:watch|reporter|reporter-options?)\b)/,
  node: /^--watch(?:-path|-preserve-output)?(?:[= ]|$)/,
};

/** How a runner is told to run what is wanted. */
export function callOf(
  plain: PlainScript,
  selection: Selection,
  { reports, measure }: { readonly reports: ReportFolder; readonly measure: Measure },
): RunnerCall {
  const { runner, variables } = plain;
  const flags = plain.flags.filter(({ text }) => !DROPPED[runner].test(text)).map(({ raw }) => raw);
  const isAll = selection.type === 'all';
  const { measurer = [], more = [] } = measure;
  const targets = isAll ? plain.targets.map(({ raw }) => raw) : [];
  const wanted = isAll ? [] : filesFor(runner, selection);
  const called = [runner, ...commandOf(runner, selection), ...flags];
  const shownMeasurer = isAll ? plain.measurer : measurer.slice(0, 1);
  return {
    script: [...variables, ...measurer, ...called, '"$@"', ...targets].join(' '),
    args: [...REPORTS[runner]((name) => reports.at(name)), ...more, ...wanted],
    shown: [...variables, ...shownMeasurer, ...called, ...targets, ...wanted.map(quoted)].join(' '),
  };
}

function commandOf(runner: RunnerName, { type }: Selection): readonly string[] {
  if (runner === 'vitest') return type === 'related' ? ['related', '--run'] : ['run'];
  if (runner !== 'jest' || type === 'all') return [];
  return type === 'related' ? ['--findRelatedTests', '--passWithNoTests'] : ['--passWithNoTests'];
}

/** jest takes names for expressions, and fails on files that it does not take for tests when they are named as paths. */
function filesFor(
  runner: RunnerName,
  { type, files }: Exclude<Selection, { readonly type: 'all' }>,
): readonly string[] {
  const isExpression = runner === 'jest' && type === 'files';
  return files.map((file) => (isExpression ? `/${escaped(file)}$` : `./${file}`));
}

function escaped(file: string): string {
  return file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Whether a runner can be told to run just these files. */
export function canName(runner: RunnerName, files: readonly string[]): boolean {
  // Newer versions of node:test take names for patterns.
  return runner !== 'node' || !files.some((file) => isPattern(file));
}

/** A word that a shell takes as it is. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
