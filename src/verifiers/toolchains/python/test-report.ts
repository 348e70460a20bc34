import { promises as fs } from 'node:fs';
import * as z from 'zod';
import { clip } from '../../../domain/text-limits.ts';
import type { Finding, TestCounts } from '../../../domain/verdict.ts';

const place = { file: z.string(), line: z.number().int().nullable(), message: z.string() };
const count = z.number().int().nonnegative();

/** What the programs that run pytest and unittest write. */
const reportSchema = z.object({
  exit: z.number().int(),
  tests: z.object({ passed: count, failed: count, skipped: count }),
  /** Tests that failed, by their names in their files. */
  failures: z.array(z.object({ ...place, test: z.string() })),
  /** Files of which no test could be found out: `kind` is the exception, `module` what could not be imported. */
  errors: z.array(z.object({ ...place, kind: z.string(), module: z.string().nullable() })),
  /** What ran and what the project asks for at least, in percent, where that is less. */
  floor: z.tuple([z.number(), z.number()]).nullable(),
});

export type TestReport = z.infer<typeof reportSchema>;

/** A report beyond this is not read: 64 MiB. */
const MAX_BYTES = 67_108_864;
const MESSAGE_CHARS = 300;

/** Reads a JSON file that a tool wrote; null where it is missing, too long or none. */
export async function readJson(path: string): Promise<unknown> {
  try {
    if ((await fs.stat(path)).size > MAX_BYTES) return null;
    return JSON.parse(await fs.readFile(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}

/** What a value says as a report; null where it is none. */
export function parseTestReport(value: unknown): TestReport | null {
  return reportSchema.safeParse(value).data ?? null;
}

/** How findings of a report are named. */
export interface ReportNames {
  readonly check: string;
  /** Absolute path of the tree, taken off messages. */
  readonly root: string;
  /** An absolute path as the repository calls it; null for one outside. */
  readonly relative: (path: string) => string | null;
}

/** All that failed, each with the name of a test: what could not be loaded is called by its file. */
export function findingsIn(
  report: TestReport,
  { check, root, relative }: ReportNames,
): readonly Finding[] {
  const failures = report.failures.map(({ test, file, line, message }) => {
    const name = steadyName(test);
    const path = relative(file);
    const about = { check, test: name, file: path, line: path === null ? null : line, rule: name };
    return { ...about, message: brief(message, root) };
  });
  const errors = report.errors.map(({ file, line, kind, message }) => {
    const path = relative(file);
    const about = { check, test: path ?? file, file: path, line, rule: kind };
    return { ...about, message: brief(message, root) };
  });
  return [...failures, ...errors, ...belowFloor(report, check)];
}

function belowFloor({ floor }: TestReport, check: string): readonly Finding[] {
  if (floor === null) return [];
  const [total, wanted] = floor;
  const message = `total coverage of ${total.toFixed(2)} % is below the ${wanted} % of the project`;
  return [{ check, test: FLOOR, file: null, line: null, rule: 'fail_under', message }];
}

/** What stands in for a test where the project's own floor of coverage is missed. */
const FLOOR = 'coverage floor';

/** Class and function as runners print them; addresses in the names of parameters differ with each run. */
function steadyName(test: string): string {
  const at = test.indexOf('[');
  const [name, parameters] = at === -1 ? [test, ''] : [test.slice(0, at), test.slice(at)];
  return `${name.replaceAll('::', '.')}${parameters.replace(/0x[\da-f]{6,}/gi, '0x')}`;
}

function brief(message: string, root: string): string {
  return clip(
    message.replaceAll(`${root}/`, '').replace(/\s+/g, ' ').trim() || 'failed',
    MESSAGE_CHARS,
  );
}

/** Ends of a run that was interrupted, broke inside or was called wrongly: exit codes of pytest. */
const UNBEGUN: ReadonlySet<number> = new Set([2, 3, 4]);

/** Whether the runner got as far as looking for tests; where it did not, its report is empty and its output says why. */
export function hasBegun({ exit, tests, failures, errors }: TestReport): boolean {
  const ran = tests.passed + tests.failed + tests.skipped;
  return !UNBEGUN.has(exit) || ran + failures.length + errors.length > 0;
}

/** The tests that a report tells apart. What could not be loaded counts as a test that failed. */
export function countsIn({ tests, errors, floor }: TestReport): TestCounts {
  return { ...tests, failed: tests.failed + errors.length + (floor === null ? 0 : 1) };
}

/**
 * Whether nothing could even begin: no test ran, and not only because what tests ask for is still to be written.
 * @param isDeclared whether the project says that it needs a module
 */
export function couldNotBegin(
  { tests, errors }: TestReport,
  isDeclared: (module: string) => boolean,
): boolean {
  if (tests.passed + tests.failed + tests.skipped > 0) return false;
  return errors.some(({ kind, module }) => !MISSING.test(kind) || isMissing(module, isDeclared));
}

const MISSING = /^(?:ImportError|ModuleNotFoundError)$/;

function isMissing(module: string | null, isDeclared: (module: string) => boolean): boolean {
  const [top = ''] = (module ?? '').split('.');
  return top !== '' && isDeclared(top);
}
