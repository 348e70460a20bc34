import type { CheckKind, CheckResult, Finding } from '../verdict.ts';
import type { BentCheck, BentTests } from './bending.ts';
import { type Concern, type ConcernCode, isOpen, lossConcern } from './concerns.ts';

/** The name of the check that puts back what a change bent. */
export const COUNTER_CHECK = 'counter-check';

/** What a change was turned away for whatever its checks say. */
export function refusedFindings(concerns: readonly Concern[]): readonly Finding[] {
  return concerns
    .slice(0, MAX_FINDINGS)
    .map((concern) => findingOf(concern, 'the task does not ask for that'));
}

/** More findings than this help no repair. */
const MAX_FINDINGS = 20;

/**
 * The lost tests that fail however they are put back.
 * @param runs what failed with each in its place, and with the whole files as they were
 */
export function bentTestFindings(
  tests: readonly BentTests[],
  runs: readonly [each: readonly CheckResult[], whole: readonly CheckResult[]],
): readonly Finding[] {
  const paths = tests.map(({ text }) => text.path);
  const failing = runs.map((failures) => failingPaths(paths, failures));
  const why = whyOf(runs[0]);
  return tests
    .filter(({ text }) => failing.every((some) => some.has(text.path)))
    .flatMap(({ text, losses }) => losses.map((loss) => lossConcern(text.path, loss)))
    .slice(0, MAX_FINDINGS)
    .map((concern) => findingOf(concern, why));
}

/** Settings, scripts and comments, and what else a change consists of. */
export interface BentChecks {
  readonly checks: readonly BentCheck[];
  readonly changed: readonly string[];
}

/** The settings, scripts and comments without which the checks fail. */
export function bentCheckFindings(
  { checks, changed }: BentChecks,
  all: readonly CheckResult[],
): readonly Finding[] {
  const concerns = checks.flatMap((one) => one.concerns);
  const maybe = checks.some(({ text, concerns: some }) => some.some((one) => isOpen(one, text)));
  const failures = maybe ? all.filter((one) => needsNothing(one, changed)) : all;
  if (failures.length === 0) return [];
  const failing = new Set(failures.flatMap(({ findings }) => findings).map(({ file }) => file));
  const meant = concerns.filter((one) => one.code !== 'suppression_added' || failing.has(one.path));
  const why = whyOf(failures);
  return (meant.length === 0 ? concerns : meant)
    .slice(0, MAX_FINDINGS)
    .map((concern) => findingOf(concern, why));
}

/** What linters and compilers say of what they have to be told about, and of what they cannot read as they are set. */
const UNTOLD =
  /^(?:syntax|no-undef|.*\/(?:no-unresolved|no-missing-\w+|no-extraneous-\w+|no-unsupported-.*)|import(?:-not-found|-untyped)?|TS(?:1192|1219|1259|1286|1287|1295|1375|1378|1432|1479|1484|2304|2307|2318|2503|2550|2552|2568|258[0-4]|259[1-3]|2686|2691|2732|2792|2802|283[45]|5097|6142|7016|7026|17004|18028))$/;

/** New tests may need new settings, old ones did without; new code may need things named that it uses. */
function needsNothing(check: CheckResult, changed: readonly string[]): boolean {
  if (isOfTests(check)) return failsOld(check, changed);
  const { findings } = check;
  return findings.length === 0 || findings.some(({ rule }) => !UNTOLD.test(rule ?? ''));
}

function isOfTests({ kind = 'command' }: CheckResult): boolean {
  return kind === 'test' || kind === 'command';
}

function failsOld({ findings }: CheckResult, changed: readonly string[]): boolean {
  return findings.some(({ file }) => file !== null && !changed.includes(file));
}

/** All of them where a failure does not say which file it is of, or is of another one. */
function failingPaths(
  paths: readonly string[],
  failures: readonly CheckResult[],
): ReadonlySet<string> {
  const files = failures.flatMap(({ findings }) =>
    findings.length === 0 ? [null] : findings.map(({ file }) => file),
  );
  const known = files.filter((file) => file !== null && paths.includes(file));
  return known.length < files.length
    ? new Set(paths)
    : new Set(paths.filter((path) => known.includes(path)));
}

/** The first complaint, as a reason. */
function whyOf(failures: readonly CheckResult[]): string {
  const names = failures.map(({ name }) => name).slice(0, 1);
  const said = failures
    .flatMap(({ findings }) => findings)
    .slice(0, 1)
    .map(({ test, rule, message }) => `: ${test ?? rule ?? ''} ${message}`);
  return `without that ${names.join('')} fails${said.join('')}`.replace(/\s+/g, ' ');
}

const ADVICE: Readonly<Record<ConcernCode, string>> = {
  test_deleted: 'put it back',
  test_skipped: 'let it run again',
  test_emptied: 'put its assertions back',
  assertion_weakened: 'put its assertions back',
  expectation_changed: 'let it expect what it did',
  test_changed: 'leave it as it was',
  threshold_lowered: 'leave it as it was and meet it',
  settings_changed: 'leave them as they were',
  suppression_added: 'take the comment out and mend what it hides',
  script_changed: 'put it back',
  lock_source: 'put it back',
  hidden_unicode: 'write them as escapes',
  hidden_text: 'write them as escapes, or leave them out',
};

function findingOf({ code, path, line, message }: Concern, why: string): Finding {
  const told = `${message}; ${ADVICE[code]}; ${why}`;
  return { check: COUNTER_CHECK, file: path, line, rule: code, message: told };
}

/** Comments that only a measure of coverage minds. */
const COVERAGE =
  /(?:istanbul|[cv]8) ignore|node:coverage|pragma:\s*no\s*(?:cover|branch)|coverage\(off\)/;

const ALL: readonly CheckKind[] = ['lint', 'types', 'test', 'command', 'hook', 'security'];

/** The kinds of checks that may mind what was bent. */
export function kindsFor(checks: readonly BentCheck[]): ReadonlySet<CheckKind> {
  const only = checks.every(
    ({ concerns, suppressions }) => concerns.length === suppressions.length,
  );
  const measured = checks.some((one) => one.suppressions.some(({ text }) => COVERAGE.test(text)));
  return new Set(only && !measured ? ALL.filter((kind) => kind !== 'test') : ALL);
}
