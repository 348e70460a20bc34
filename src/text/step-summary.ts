import type { BuildReport } from '../domain/data.ts';
import type { ChunkOutcome, PartOutcome, SpecOutcome } from '../domain/outcome.ts';
import { inertMarkdown } from './neutralise.ts';
import { spendText } from './spend.ts';

/** Characters of a title or a reason in a table. */
const CELL_CHARS = 120;

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
