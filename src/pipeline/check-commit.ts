import type { Chunk } from '../domain/chunk.ts';
import type { HistoryFault } from '../domain/history-check.ts';
import type { ChunkCommit } from '../domain/part.ts';
import type { CommitInfo, History } from '../ports/history.ts';
import { chunksOf } from '../spec/chunks.ts';
import { parseText } from '../spec/parse.ts';

/** One of our commits with what git says of it. */
export interface OwnCommit {
  readonly commit: ChunkCommit;
  readonly info: CommitInfo;
}

/** Whether a commit's trailers agree with the spec that it holds. */
export async function checkCommit(
  { commit, info }: OwnCommit,
  history: History,
): Promise<readonly HistoryFault[]> {
  const texts = await Promise.all(
    [commit.sha, info.parents[0] ?? ''].map((at) => history.fileAt(at, commit.spec)),
  );
  const [after = null, before = null] = texts;
  const fault = faultOf(commit);
  if (after === null) return [fault('spec_missing', `${commit.spec} is not in its tree`)];
  const now = tasksOf(commit.spec, after);
  const chunk = now.find(({ id }) => id === commit.chunk);
  if (chunk === undefined) {
    return [fault('unknown_chunk', `no task of ${commit.spec} has the id ${commit.chunk}`)];
  }
  const old = before === null ? [] : tasksOf(commit.spec, before);
  return [...digestFaults(chunk, commit), ...tickFaults(chunk, commit, { now, old })];
}

/** The tasks of a spec as its text has them, whoever asked for it. */
export function tasksOf(path: string, text: string): readonly Chunk[] {
  return chunksOf(parseText(path, text), { asked: true }).chunks;
}

/** Makes faults of one commit. */
export function faultOf(commit: Pick<ChunkCommit, 'sha' | 'spec' | 'chunk'>) {
  const { sha, spec, chunk } = commit;
  return (code: HistoryFault['code'], message: string): HistoryFault => ({
    code,
    sha,
    spec,
    chunk,
    message,
  });
}

function digestFaults(chunk: Chunk, commit: ChunkCommit): readonly HistoryFault[] {
  if (commit.digest === null || commit.digest === chunk.digest) return [];
  return [faultOf(commit)('digest', `"${chunk.title}" reads otherwise than the trailer says`)];
}

interface Tasks {
  readonly now: readonly Chunk[];
  readonly old: readonly Chunk[];
}

function tickFaults(
  chunk: Chunk,
  commit: ChunkCommit,
  { now, old }: Tasks,
): readonly HistoryFault[] {
  if (!chunk.boxed) return [];
  const fault = faultOf(commit);
  const wasDone = (id: string): boolean => old.some((one) => one.id === id && one.done);
  const isLast = commit.step === null || commit.step[0] === commit.step[1];
  const known = new Set(old.map(({ id }) => id));
  const others = now.filter(
    ({ id, done }) => id !== commit.chunk && done && known.has(id) && !wasDone(id),
  );
  return [
    ...(isLast && !chunk.done ? [fault('not_ticked', `"${chunk.title}" is not ticked in it`)] : []),
    ...(wasDone(commit.chunk)
      ? [fault('ticked_before', `"${chunk.title}" was ticked before it`)]
      : []),
    ...others.map((one) =>
      fault('ticked_others', `it ticks "${one.title}", which it does not build`),
    ),
  ];
}

/** How a commit is named in a sentence. */
export function short(sha: string): string {
  return sha.slice(0, SHORT_SHA);
}

const SHORT_SHA = 10;
