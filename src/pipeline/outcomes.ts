import { type Chunk, isSettled } from '../domain/chunk.ts';
import { type ChunkId, specId, specLabel } from '../domain/ids.ts';
import type { ChunkOutcome, PartOutcome, SpecOutcome } from '../domain/outcome.ts';
import type { Part } from '../domain/part.ts';
import type { SpecProblem } from '../domain/spec.ts';
import { estimateTokens } from '../domain/tokens.ts';
import { type Progress, recordOf, startProgress } from './progress.ts';
import type { ChunkRecord, SpecWork } from './work.ts';

/** A spec as it stands after (or without) a run. */
export function specOutcome(progress: Progress): SpecOutcome {
  const { spec, chunks, stem, parts } = progress;
  return {
    id: spec.id,
    path: spec.path,
    label: spec.label,
    title: spec.title,
    dialect: spec.dialect,
    branch: stem,
    tasks: taskCounts(chunks, progress.records),
    chunks: chunks.map((chunk) => chunkOutcome(chunk, progress)),
    parts: parts.map(partOutcome),
    skipped: null,
    undelivered: progress.undelivered,
  };
}

/** A spec that nothing was done for yet. */
export function untouchedOutcome(work: SpecWork): SpecOutcome {
  return specOutcome(startProgress(work, new Set()));
}

/** A spec that was passed over. */
export function problemOutcome({ path, code, message }: SpecProblem): SpecOutcome {
  return {
    id: specId(path),
    path,
    label: specLabel(path),
    title: specLabel(path),
    dialect: 'plain',
    branch: '',
    tasks: { open: 0, done: 0, optional: 0 },
    chunks: [],
    parts: [],
    skipped: { code, message },
    undelivered: [],
  };
}

/** Tasks by what has become of them; an open optional one is only optional. */
export function taskCounts(
  chunks: readonly Chunk[],
  records: ReadonlyMap<ChunkId, ChunkRecord>,
): SpecOutcome['tasks'] {
  const isDone = (chunk: Chunk): boolean =>
    chunk.done || isSettled(records.get(chunk.id)?.state.status ?? 'pending');
  const open = chunks.filter((chunk) => !isDone(chunk));
  return {
    open: open.filter((chunk) => !chunk.optional).length,
    done: chunks.length - open.length,
    optional: open.filter((chunk) => chunk.optional).length,
  };
}

function chunkOutcome(chunk: Chunk, progress: Progress): ChunkOutcome {
  const record = recordOf(progress, chunk.id);
  const part = progress.parts.find((one) => one.branch === record.branch);
  return {
    ...record,
    id: chunk.id,
    title: chunk.title,
    line: chunk.line,
    dependsOn: chunk.dependsOn,
    files: chunk.fileHints,
    tokens: estimateTokens(chunk.instructions),
    pull: part?.pull ?? record.pull,
    verified: part?.commits.findLast((commit) => commit.chunk === chunk.id)?.verified ?? null,
  };
}

function partOutcome(part: Part): PartOutcome {
  const { number, branch, commitCount, lines, pull } = part;
  return {
    number,
    branch,
    commits: commitCount,
    lines,
    pull,
    oversize: part.commits.some((commit) => commit.oversize),
  };
}
