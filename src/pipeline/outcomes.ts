import { type Chunk, isSettled } from '../domain/chunk.ts';
import { specId, specLabel } from '../domain/ids.ts';
import type {
  ChunkHead,
  ChunkOutcome,
  PartOutcome,
  SpecHead,
  SpecOutcome,
  Verification,
} from '../domain/outcome.ts';
import type { ChunkCommit, Part } from '../domain/part.ts';
import type { SpecProblem } from '../domain/spec.ts';
import { estimateTokens } from '../domain/tokens.ts';
import { type Progress, recordOf, startProgress } from './progress.ts';
import type { SpecWork } from './work.ts';

/** A spec as it stands after (or without) a run. */
export function specOutcome(progress: Progress): SpecOutcome {
  return {
    ...specHead(progress),
    chunks: progress.chunks.map((chunk) => chunkOutcome(chunk, progress)),
    parts: progress.parts.map(partOutcome),
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

/** A spec's name, branch and counts. */
export function specHead(about: Pick<Progress, 'spec' | 'stem' | 'chunks' | 'records'>): SpecHead {
  const { id, path, label, title, dialect } = about.spec;
  const branch = about.stem;
  return { id, path, label, title, dialect, branch, tasks: taskCounts(about), skipped: null };
}

/** What a chunk's text tells of it. */
export function chunkHead(chunk: Chunk): ChunkHead {
  const { id, title, line, dependsOn, fileHints: files, instructions } = chunk;
  return { id, title, line, dependsOn, files, tokens: estimateTokens(instructions) };
}

/** Tasks by what has become of them; an open optional one is only optional. */
function taskCounts({ chunks, records }: Pick<Progress, 'chunks' | 'records'>): SpecHead['tasks'] {
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
  const commit = part?.commits.findLast((one) => one.chunk === chunk.id);
  return {
    ...record,
    ...chunkHead(chunk),
    pull: part?.pull ?? record.pull,
    verified: commit?.verified ?? null,
    verification: commit === undefined ? null : verificationOf(commit, progress),
  };
}

function verificationOf({ sha, proof }: ChunkCommit, { notes }: Progress): Verification {
  const note = notes.get(sha);
  return { proof, checks: note?.checks ?? [], coverage: note?.coverage ?? null };
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
