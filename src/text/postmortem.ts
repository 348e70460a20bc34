import { formatDuration } from '../domain/duration.ts';
import type { ChunkOutcome, RunOutcome, SpecOutcome } from '../domain/outcome.ts';
import { clip } from '../domain/text-limits.ts';
import { codeSpan, fence, inertMarkdown, showHidden } from './neutralise.ts';
import { spendText } from './spend.ts';

export interface PostmortemInput {
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  readonly version: string;
  readonly exitCode: number;
  /** Why the run ended as it did, one sentence. */
  readonly reason: string;
  /** The next step for the person; null where the command to resume says it all. */
  readonly hint: string | null;
  /** What became of each spec; null when the run ended before there was any outcome. */
  readonly outcome: RunOutcome | null;
  /** Of an unforeseen error; null for foreseen ones. */
  readonly stack: string | null;
  /** The last lines of the log, redacted. */
  readonly logLines: readonly string[];
  /** The command that goes on where this run ended, ready for a shell. */
  readonly resumeCommand: string;
}

const REASON_CHARS = 500;
const TITLE_CHARS = 120;
const MAX_LOG_LINES = 50;
const LOG_LINE_CHARS = 1000;
const STACK_CHARS = 8000;
/** Failures listed; the rest is counted. */
const MAX_FAILURES = 100;
const UNKNOWN = 'n/a';

/** What a person needs after a run that did not end well, as Markdown. */
export function renderPostmortem(input: PostmortemInput): string {
  const { outcome, stack, logLines } = input;
  const log = logLines.slice(-MAX_LOG_LINES).map((line) => clip(oneLogLine(line), LOG_LINE_CHARS));
  return [
    `# Post-mortem of run ${inertMarkdown(input.run, TITLE_CHARS)}`,
    ['Reason', [input.reason, input.hint ?? ''].map(sentence).filter(Boolean).join('\n\n')],
    ['Counts', counts(input)],
    ['Failures', outcome === null ? UNKNOWN : failures(outcome)],
    ...(stack === null ? [] : [['Stack', fence(clip(stack, STACK_CHARS))]]),
    [`Last ${log.length} log lines`, log.length === 0 ? UNKNOWN : fence(log.join('\n'))],
    ['Resume', fence(oneLogLine(input.resumeCommand), 'sh')],
  ]
    .map((part) => (typeof part === 'string' ? part : `## ${part.join('\n\n')}`))
    .join('\n\n')
    .concat('\n');
}

function sentence(text: string): string {
  return inertMarkdown(text, REASON_CHARS);
}

function counts({ outcome, exitCode, finishedAt, version }: PostmortemInput): string {
  const chunks = outcome?.specs.flatMap((spec) => spec.chunks) ?? [];
  const states = [...new Set(chunks.map((chunk) => chunk.state.status))].sort();
  const tally = states.map((status) => `${count(chunks, status)} ${status.replace('_', ' ')}`);
  return [
    `- Exit code: ${exitCode}`,
    `- Ended: ${inertMarkdown(finishedAt, TITLE_CHARS)}`,
    `- Duration: ${outcome === null ? UNKNOWN : formatDuration(outcome.durationMs)}`,
    `- Specs: ${outcome === null ? UNKNOWN : outcome.specs.length}`,
    `- Chunks: ${tally.join(', ') || (outcome === null ? UNKNOWN : 'none')}`,
    `- Spent: ${(outcome === null ? '' : spendText(outcome.usage)) || UNKNOWN}`,
    `- Version: ${inertMarkdown(`codelicious ${version}`, TITLE_CHARS)}`,
    `- Sandbox: ${inertMarkdown(outcome?.sandbox ?? UNKNOWN, TITLE_CHARS)}`,
  ].join('\n');
}

function count(chunks: readonly ChunkOutcome[], status: string): number {
  return chunks.filter((chunk) => chunk.state.status === status).length;
}

function failures(outcome: RunOutcome): string {
  const lines = outcome.specs.flatMap(specFailures);
  const rest = lines.length - MAX_FAILURES;
  const more = rest > 0 ? [`- … and ${rest} more`] : [];
  return [...lines.slice(0, MAX_FAILURES), ...more].join('\n') || 'None.';
}

function specFailures(spec: SpecOutcome): readonly string[] {
  const path = codeSpan(spec.path, TITLE_CHARS);
  const skipped = spec.skipped === null ? [] : [`- ${path}: ${sentence(spec.skipped.message)}`];
  return [
    ...skipped,
    ...spec.chunks.flatMap((chunk) => chunkFailure(chunk, path)),
    ...spec.undelivered.map((reason) => `- ${path}: ${sentence(reason.message)}`),
  ];
}

function chunkFailure(chunk: ChunkOutcome, path: string): readonly string[] {
  const why = whyNot(chunk);
  if (why === null) return [];
  const attempt =
    chunk.attemptRef === null
      ? ''
      : `; the last attempt is ${codeSpan(chunk.attemptRef, TITLE_CHARS)}`;
  const title = inertMarkdown(chunk.title, TITLE_CHARS);
  return [`- ${path}:${chunk.line} ${codeSpan(chunk.id, TITLE_CHARS)} ${title}: ${why}${attempt}`];
}

function whyNot({ state }: ChunkOutcome): string | null {
  if (state.status === 'failed') return `failed (${state.code}): ${sentence(state.message)}`;
  if (state.status === 'parked') return `waits for an answer: ${sentence(state.question)}`;
  if (state.status !== 'blocked') return null;
  return `blocked by ${state.by.map((id) => codeSpan(id, TITLE_CHARS)).join(', ')}`;
}

function oneLogLine(line: string): string {
  return showHidden(line).replace(/\s*\n\s*/g, ' ');
}
