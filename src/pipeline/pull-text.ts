import type { Chunk } from '../domain/chunk.ts';
import { isSettled } from '../domain/chunk.ts';
import type { ChunkCommit, Part } from '../domain/part.ts';
import { addUsage, type Usage } from '../domain/usage.ts';
import { parseMarker } from '../text/marker.ts';
import { mergeBody, renderBody } from '../text/pull-body.ts';
import type { PullBodyModel, PullChunk } from '../text/pull-model.ts';
import { pullTitle as renderTitle } from '../text/pull-title.ts';
import { type Progress, recordOf } from './progress.ts';
import type { DeliveryEnv } from './spec-env.ts';

/** The title of a part's pull request. */
export function pullTitle(progress: Progress, part: Part): string {
  const { label, title } = progress.spec;
  return renderTitle({ label, title, part: part.number });
}

/** The body of a part's pull request; what people wrote around ours stays. */
export function pullBody(progress: Progress, part: Part, env: DeliveryEnv): string {
  const { spec, parts } = progress;
  const { config, sandbox, auditHead } = env.deps;
  const rendered = renderBody({
    spec: { path: spec.path, title: spec.title, label: spec.label },
    part: part.number,
    complete: part.closed || openTasks(progress) === 0,
    openTasks: openTasks(progress),
    lines: part.lines,
    caps: { maxCommits: config.maxCommits, maxLoc: config.maxLoc },
    binaries: part.binaries,
    chunks: part.commits.map((commit) => pullChunk(commit, progress)),
    stack: parts.map(({ number, branch, pull }) => ({
      part: number,
      branch,
      pull,
      current: branch === part.branch,
    })),
    usage: usageOf(part, progress),
    sandbox: sandbox.describe,
    auditHead: auditHead(),
    marker: { v: 1, spec: spec.path, part: part.number, chunks: markerChunks(part) },
  });
  return mergeBody(part.pull?.body ?? '', rendered);
}

/** Whether a part's pull request points where it must and tells which chunks it holds. */
export function isShown({ pull, base, commits }: Part): boolean {
  if (pull?.base !== base) return false;
  const idsOf = (chunks: readonly { readonly id: string }[]): string =>
    chunks.map(({ id }) => id).join();
  return idsOf(parseMarker(pull.body)?.chunks ?? []) === idsOf(markerChunks({ commits }));
}

function openTasks(progress: Progress): number {
  const open = progress.chunks.filter((chunk) => !chunk.optional);
  return open.filter((chunk) => !isSettled(recordOf(progress, chunk.id).state.status)).length;
}

function pullChunk(commit: ChunkCommit, progress: Progress): PullChunk {
  const chunk = progress.chunks.find((one) => one.id === commit.chunk);
  const { sha, title, engine, verified, step, oversize } = commit;
  return {
    id: commit.chunk,
    title: chunk?.title ?? title,
    sha,
    engine,
    verified,
    checks: progress.notes.get(sha)?.checks ?? [],
    step,
    oversize,
    dependsOn: chunk?.dependsOn ?? [],
    dependents: dependentsOf(commit, progress.chunks),
  };
}

function dependentsOf({ chunk }: ChunkCommit, chunks: readonly Chunk[]): readonly string[] {
  return chunks.filter((one) => one.dependsOn.includes(chunk)).map((one) => one.id);
}

/** A divided chunk is in a part's marker once its last step is. */
function markerChunks({ commits }: Pick<Part, 'commits'>): PullBodyModel['marker']['chunks'] {
  const whole = commits.filter(({ step }) => step === null || step[0] === step[1]);
  return whole.map(({ chunk, title, digest }) => ({ id: chunk, title, digest: digest ?? '' }));
}

/** Of the commits this run made; earlier runs' are on their own record. */
function usageOf(part: Part, progress: Progress): Usage | null {
  const notes = part.commits
    .map(({ sha }) => progress.notes.get(sha))
    .filter((note) => note !== undefined);
  return notes.length === 0 ? null : notes.map((note) => note.usage).reduce(addUsage);
}
