import * as z from 'zod';
import type { Standpoint } from '../../clues.ts';
import { END } from './own-reporters.ts';
import { inTree, type TestOutcome } from './test-outcome.ts';

const STATUS = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  pending: 'skipped',
  todo: 'skipped',
  disabled: 'skipped',
  focused: 'passed',
} as const;

const assertionSchema = z.object({
  ancestorTitles: z.array(z.string()).default([]),
  title: z.string(),
  status: z.enum(['passed', 'failed', 'skipped', 'pending', 'todo', 'disabled', 'focused']),
  failureMessages: z.array(z.string()).nullable().default([]),
  location: z.object({ line: z.number() }).nullish(),
});

/** What jest's `--json` and vitest's reporter of the same name write. */
const jestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().nullish(),
      assertionResults: z.array(assertionSchema),
    }),
  ),
});

/** Reads the report of jest or vitest; null for what is none. */
export function readJestReport(
  text: string | null,
  from: Standpoint,
): readonly TestOutcome[] | null {
  const report = jestSchema.safeParse(parse(text));
  if (!report.success) return null;
  return report.data.testResults.flatMap((suite) => {
    const file = inTree(suite.name, from);
    const tests = suite.assertionResults.map(
      ({ ancestorTitles, title, status, failureMessages, location }): TestOutcome => ({
        file,
        line: location?.line ?? null,
        titles: [...ancestorTitles, title],
        status: STATUS[status],
        failure: status === 'failed' ? (failureMessages ?? []).join('\n') : '',
      }),
    );
    const isAccounted = suite.status !== 'failed' || tests.some((one) => one.status === 'failed');
    if (isAccounted) return tests;
    const failure = withoutHeading(suite.message ?? '');
    return [...tests, { file, line: null, titles: [], status: 'failed' as const, failure }];
  });
}

/** jest's text of a file that it cannot load begins with a heading that says nothing. */
function withoutHeading(message: string): string {
  return message.replace(/^\s*● Test suite failed to run\s*/, '');
}

const lineSchema = z.object({
  file: z.string().nullable(),
  line: z.number().nullable(),
  titles: z.array(z.string()),
  status: z.enum(['passed', 'failed', 'skipped']),
  below: z.boolean(),
  message: z.string().nullable(),
  stack: z.string().nullable(),
});

/** Reads what the reporters of ours write; null where there is no whole report. */
export function readLines(text: string | null, from: Standpoint): readonly TestOutcome[] | null {
  if (text?.trimEnd().endsWith(END) !== true) return null;
  const outcomes: TestOutcome[] = [];
  for (const row of text.split('\n')) {
    const read = lineSchema.safeParse(parse(row));
    if (!read.success || read.data.below) continue;
    const { file, line, titles, status, message, stack } = read.data;
    const [first = '', ...rest] = titles;
    const inside = file === null ? null : inTree(file, from);
    // node:test names a file of tests by its path.
    const named = inTree(first, from);
    const whole = first.startsWith('/') || named === inside ? named : null;
    outcomes.push({
      file: inside ?? whole,
      line: rest.length === 0 && whole !== null ? null : line,
      titles: whole === null ? titles : rest,
      status,
      failure: failureOf(message, stack),
    });
  }
  return outcomes;
}

/** The message with the frames of its stack, which repeats the message. */
function failureOf(message: string | null, stack: string | null): string {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [message ?? '', ...frames].join('\n');
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}
