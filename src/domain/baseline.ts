import * as z from 'zod';
import { projectCoverage } from './coverage.ts';
import { digest } from './ids.ts';
import { clip, oneLine } from './text-limits.ts';
import type { CheckResult, Finding } from './verdict.ts';

const count = z.number().int().nonnegative();

/** What one check said of the base. */
const checkOnBase = z.object({
  name: z.string(),
  /** As `CheckResult.package`; empty for the whole repository. */
  package: z.string(),
  status: z.enum(['passed', 'failed', 'skipped']),
  /** It could not even begin: nothing it says of a change means anything. */
  broken: z.boolean(),
  /** Its first complaint, where it is broken. */
  why: z.string().optional(),
  /** How often each complaint occurs, by its fingerprint. */
  complaints: z.record(z.string(), count),
  /** Executable lines of the whole project; null where nothing measured them. */
  coverage: z.object({ covered: count, total: count }).nullable(),
});

/** What the checks say of the commit a spec's work starts from. */
export const baselineSchema = z.object({
  version: z.literal(1),
  /** Of the base. */
  tree: z.string(),
  /** The versions of the tools that judged it, and of the commands they were given. */
  tools: z.string(),
  checks: z.array(checkOnBase),
});

export type Baseline = Readonly<z.infer<typeof baselineSchema>>;
export type CheckOnBase = Readonly<z.infer<typeof checkOnBase>>;

/**
 * What tells the same complaint on another tree: a test is known by its name, anything else by file, rule and
 * message. Line numbers, durations and addresses are left out.
 */
export function fingerprintOf({ check, test, file, rule, message }: Finding): string {
  const told = test === undefined ? [file ?? '', rule ?? '', steady(message)] : [file ?? '', test];
  return digest([check, ...told], FINGERPRINT_HEX);
}

const FINGERPRINT_HEX = 16;

function steady(message: string): string {
  return message.replace(/0x[\da-f]+/gi, '#').replace(/\d+(?:\.\d+)?/g, '#');
}

/** The baseline's part of one check. */
export function onBase(check: CheckResult): CheckOnBase {
  const complaints: Record<string, number> = {};
  for (const finding of check.findings) {
    const print = fingerprintOf(finding);
    complaints[print] = (complaints[print] ?? 0) + 1;
  }
  const { name, status } = check;
  const broken = cannotBegin(check);
  const coverage = check.coverage === undefined ? null : projectCoverage(check.coverage);
  const said = { name, package: check.package ?? '', status, broken, complaints, coverage };
  return broken ? { ...said, why: firstOf(check) } : said;
}

/**
 * A runner that knows its tests, ran none of them and says why, or a compiler that did not get as far as a complaint.
 * A runner without tests, a program that is missing and a time that is over are something else.
 */
export function cannotBegin({ kind, status, note, tests, findings }: CheckResult): boolean {
  if (status !== 'failed' || note !== null) return false;
  if (kind === 'types') return findings.length === 0;
  if (kind !== 'test' || tests === undefined) return false;
  const ran = tests.passed + tests.failed + tests.skipped;
  return ran === 0 && findings.length > 0 && findings.every(isOfNoTest);
}

/** What could not be loaded is called by its file. */
function isOfNoTest({ test, file }: Finding): boolean {
  return test === undefined || test === file;
}

/** A linter that fails without a complaint: its settings are at fault, or what it is made of. */
export function isSpeechless({ kind, status, note, findings }: CheckResult): boolean {
  return kind === 'lint' && status === 'failed' && note === null && findings.length === 0;
}

/** The check as skipped where it cannot begin, as it could not on the base; else as it is. */
export function unlessBrokenBefore(check: CheckResult, baseline: Baseline): CheckResult {
  const base = baseline.checks.find((one) => isSame(one, check));
  const wasSpeechless = base?.status === 'failed' && Object.keys(base.complaints).length === 0;
  const excused = isSpeechless(check) ? wasSpeechless : base?.broken === true;
  if (!excused) return check;
  const note = 'cannot begin, as on the base before any change';
  return { ...check, status: 'skipped', findings: [], known: check.findings, note };
}

/** Characters of a complaint that are kept. */
const WHY_CHARS = 300;

function firstOf({ findings, output }: CheckResult): string {
  const [first] = findings;
  if (first === undefined) return clip(oneLine(output), WHY_CHARS);
  const { file, line, message } = first;
  const where = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  return clip(where + oneLine(message), WHY_CHARS);
}

/**
 * The check with what the base complains of too taken out of its findings. It fails by new complaints alone; one that
 * does not account for all of its failure is never excused, since nobody could tell an old failure from a new one.
 * @param isWhole false where the check looked at less than the base's did: what it does not say may still be so
 */
export function againstBase(
  check: CheckResult,
  baseline: Baseline | null,
  isWhole = true,
): CheckResult {
  const base = baseline?.checks.find((one) => isSame(one, check));
  if (base === undefined || check.status === 'skipped') return check;
  const { known, findings } = divide(check.findings, base);
  const before = Object.values(base.complaints).reduce((sum, each) => sum + each, 0);
  const fixed = isWhole ? Math.max(0, before - known.length) : 0;
  const compared = { ...check, findings, known, fixed };
  if (check.status === 'passed' || findings.length > 0) return compared;
  if (!accountsFor(check, known)) return check;
  return { ...compared, status: 'passed', note: excuse(known.length) };
}

/** As often as the base has a complaint, it is known. */
function divide(all: readonly Finding[], { complaints }: CheckOnBase) {
  const left = new Map(Object.entries(complaints));
  const known: Finding[] = [];
  const findings: Finding[] = [];
  for (const finding of all) {
    const print = fingerprintOf(finding);
    const old = left.get(print) ?? 0;
    (old > 0 ? known : findings).push(finding);
    left.set(print, old - 1);
  }
  return { known, findings };
}

/** Kinds of which the complaints are read off what they print: that may be less than what failed. */
const PRINTED: ReadonlySet<string> = new Set(['test', 'command', 'hook']);

/** Whether these complaints are all that is wrong: a test run names each of the tests that it counts as failed. */
export function accountsFor(check: CheckResult, complaints: readonly Finding[]): boolean {
  const { kind = 'command', tests, note } = check;
  if (note !== null || complaints.length === 0) return false;
  if (!PRINTED.has(kind)) return true;
  const named = complaints.filter(({ test }) => test !== undefined).length;
  return tests !== undefined && tests.failed > 0 && tests.failed <= named;
}

function excuse(known: number): string {
  return known === 1
    ? 'one complaint that the base has too'
    : `${known} complaints that the base has too`;
}

function isSame(base: CheckOnBase, check: CheckResult): boolean {
  return base.name === check.name && base.package === (check.package ?? '');
}

/** The checks that could not even begin on the base. */
export function brokenChecks(baseline: Baseline): readonly CheckOnBase[] {
  return baseline.checks.filter((check) => check.broken);
}
