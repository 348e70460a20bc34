import type { BuildReport } from '../domain/data.ts';
import { formatDuration } from '../domain/duration.ts';
import type { ChunkOutcome, PartOutcome, SpecOutcome } from '../domain/outcome.ts';
import type { CheckResult, TestCounts } from '../domain/verdict.ts';
import { coverageTexts } from './coverage.ts';
import { inertMarkdown } from './neutralise.ts';
import { spendText } from './spend.ts';

/** Characters of a title or a reason in a table. */
const CELL_CHARS = 120;
const UNKNOWN = 'n/a';

/** What a run came to, as Markdown for the page of a CI job. */
export function stepSummary({ outcome, exitCode }: BuildReport): string {
  const chunks = outcome.specs.flatMap((spec) => spec.chunks);
  const built = chunks.filter((chunk) => isBuilt(chunk)).length;
  const spent = spendText(outcome.usage);
  const stopped = outcome.stopped === null ? [] : [`Stopped: ${cell(outcome.stopped.message)}`];
  return [
    '## codelicious',
    `${built} of ${chunks.length} tasks built, exit code ${exitCode}.`,
    ...stopped,
    ...(spent === '' ? [] : [`Spent: ${cell(spent)}`]),
    ...outcome.specs.flatMap(specBlock),
  ].join('\n\n');
}

function specBlock(spec: SpecOutcome): readonly string[] {
  const troubles = [
    ...(spec.skipped === null ? [] : [`- ${cell(spec.skipped.message)}`]),
    ...spec.chunks.flatMap(trouble),
    ...spec.undelivered.map((reason) => `- ${cell(reason.message)}`),
  ];
  return [
    `### ${cell(`[spec-${spec.label}] ${spec.title}`)}`,
    ...(spec.parts.length === 0 ? [] : [partTable(spec.parts)]),
    ...verificationTable(spec.chunks),
    ...(troubles.length === 0 ? [] : [troubles.join('\n')]),
  ];
}

function partTable(parts: readonly PartOutcome[]): string {
  const rows = parts.map(({ number, commits, lines, pull }) => {
    const shown = pull === null ? 'not opened' : `[#${pull.number}](${pull.url})`;
    return `| ${number} | ${commits} | ${lines} | ${shown} |`;
  });
  return ['| part | commits | lines | pull request |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** What this run's checks said of each task that it built. */
function verificationTable(chunks: readonly ChunkOutcome[]): readonly string[] {
  const rows = chunks.flatMap((chunk) => {
    const { verification: how, verified } = chunk;
    if (how === null || how.checks.length === 0) return [];
    const { checks, coverage, proof } = how;
    const cells = [
      cell(chunk.title),
      cell(verified ?? UNKNOWN),
      testsText(checks),
      coverage === null ? UNKNOWN : coverageTexts(coverage).join('; '),
      proof ?? UNKNOWN,
      oldText(checks),
      formatDuration(checks.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    ];
    return [`| ${cells.join(' | ')} |`];
  });
  const names = ['task', 'verified by', 'tests', 'coverage', 'proof', 'from before', 'time'];
  const head = [`| ${names.join(' | ')} |`, `|${' --- |'.repeat(names.length)}`];
  return rows.length === 0 ? [] : [[...head, ...rows].join('\n')];
}

/** Those of all runners together. */
function testsText(checks: readonly CheckResult[]): string {
  const counts = checks.flatMap(({ tests }) => (tests === undefined ? [] : [tests]));
  if (counts.length === 0) return UNKNOWN;
  const sum = (of: (one: TestCounts) => number): number =>
    counts.reduce((all, one) => all + of(one), 0);
  const added = sum((one) => one.added ?? 0);
  const fresh = added === 0 ? '' : `, ${added} new`;
  return `${sum((one) => one.passed)} passed, ${sum((one) => one.failed)} failed${fresh}`;
}

/** Old failures that are still there, and those that are mended. */
function oldText(checks: readonly CheckResult[]): string {
  const known = checks.reduce((sum, check) => sum + (check.known?.length ?? 0), 0);
  const fixed = checks.reduce((sum, check) => sum + (check.fixed ?? 0), 0);
  return [
    ...(known === 0 ? [] : [`${known} known`]),
    ...(fixed === 0 ? [] : [`${fixed} mended`]),
  ].join(', ');
}

function trouble({ title, state }: ChunkOutcome): readonly string[] {
  if (state.status === 'failed') return [`- ${cell(title)}: ${cell(state.message)}`];
  if (state.status === 'parked') {
    const options = state.options.map((option) => `  - ${cell(option)}`);
    return [`- ${cell(title)} asks: ${cell(state.question)}`, ...options];
  }
  return state.status === 'blocked' ? [`- ${cell(title)} waits for others`] : [];
}

function isBuilt({ state }: ChunkOutcome): boolean {
  return ['committed', 'published', 'merged'].includes(state.status);
}

function cell(text: string): string {
  return inertMarkdown(text, CELL_CHARS);
}
