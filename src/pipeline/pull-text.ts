import type { Chunk } from '../domain/chunk.ts';
import { isSettled } from '../domain/chunk.ts';
import type { MarkedQuestion, Marker } from '../domain/marker.ts';
import type { ChunkCommit, Part } from '../domain/part.ts';
import { addUsage, NO_USAGE, type Spend, type Usage } from '../domain/usage.ts';
import { parseMarker } from '../text/marker.ts';
import { mergeBody, renderBody } from '../text/pull-body.ts';
import type { PullBodyModel, PullChunk, PullQuestion } from '../text/pull-model.ts';
import { pullTitle as renderTitle } from '../text/pull-title.ts';
import { openQuestions } from './keep-questions.ts';
import { partConcerns } from './part-concerns.ts';
import { type Progress, recordOf } from './progress.ts';
import type { DeliveryEnv } from './spec-env.ts';

type Asked = MarkedQuestion & PullQuestion;

/** The title of a part's pull request. */
export function pullTitle(progress: Progress, part: Part): string {
  const { label, title } = progress.spec;
  return renderTitle({ label, title, part: part.number });
}

/** The body of a part's pull request; what people wrote around ours stays. */
export async function pullBody(progress: Progress, part: Part, env: DeliveryEnv): Promise<string> {
  const { spec, parts } = progress;
  const concerns = await partConcerns(part, spec.path, env);
  const { config, sandbox, auditHead } = env.deps;
  const rendered = renderBody({
    spec: { path: spec.path, title: spec.title, label: spec.label },
    part: part.number,
    complete: part.closed || openTasks(progress) === 0,
    openTasks: openTasks(progress),
    lines: part.lines,
    caps: { maxCommits: config.maxCommits, maxLoc: config.maxLoc },
    binaries: part.binaries,
    concerns,
    held: part.held ?? [],
    chunks: part.commits.map((commit) => pullChunk(commit, progress)),
    stack: parts.map(({ number, branch, pull }) => ({
      part: number,
      branch,
      pull,
      current: branch === part.branch,
    })),
    usage: usageOf(part, progress),
    questions: questionsOn(part, progress),
    sandbox: sandbox.describe,
    auditHead: auditHead(),
    marker: markerOf(progress, part),
  });
  return mergeBody(part.pull?.body ?? '', rendered);
}

/** Whether a part's pull request points where it must and tells which chunks it holds and what is asked. */
export function isShown(part: Part, progress: Progress): boolean {
  const { pull, base } = part;
  if (pull?.base !== base) return false;
  const marker = parseMarker(pull.body);
  const idsOf = (chunks: readonly { readonly id: string }[]): string =>
    chunks.map(({ id }) => id).join();
  return (
    idsOf(marker?.chunks ?? []) === idsOf(markerChunks(part)) &&
    idsOf(marker?.questions ?? []) === idsOf(questionsOn(part, progress))
  );
}

function markerOf(progress: Progress, part: Part): Marker {
  const questions = questionsOn(part, progress);
  return {
    v: 1,
    spec: progress.spec.path,
    part: part.number,
    chunks: markerChunks(part),
    ...(questions.length === 0 ? {} : { questions }),
    ...(part.whole === true ? { whole: part.tip } : {}),
    ...(part.held === undefined ? {} : { held: { tip: part.tip, why: [...part.held] } }),
  };
}

/** What the engine asks about tasks of the spec, in their order: told by the topmost part that is shown. */
function questionsOn(part: Part, progress: Progress): Asked[] {
  const at = progress.parts.findIndex(({ branch }) => branch === part.branch);
  const isBelow = progress.parts.slice(at + 1).some(({ pull }) => pull !== null);
  if (isBelow) return [];
  return [...openQuestions(progress)];
}

function openTasks(progress: Progress): number {
  const open = progress.chunks.filter((chunk) => !chunk.optional);
  return open.filter((chunk) => !isSettled(recordOf(progress, chunk.id).state.status)).length;
}

function pullChunk(commit: ChunkCommit, progress: Progress): PullChunk {
  const chunk = progress.chunks.find((one) => one.id === commit.chunk);
  const { sha, title, engine, verified, proof, step, oversize } = commit;
  const note = progress.notes.get(sha);
  return {
    id: commit.chunk,
    title: chunk?.title ?? title,
    sha,
    engine,
    verified,
    proof,
    checks: note?.checks ?? [],
    coverage: note?.coverage ?? null,
    spend: spendOn(commit, progress),
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

/** Of a commit of an earlier run, what this machine's ledger has. */
function spendOn({ sha, chunk, step }: ChunkCommit, progress: Progress): Spend | null {
  const note = progress.notes.get(sha);
  if (note !== undefined) return note.spend;
  const { spend } = recordOf(progress, chunk);
  const bears = step === null || step[0] === step[1];
  return bears && (spend.costUsd !== null || spend.unpricedCalls > 0) ? spend : null;
}

/** Null where a commit is another run's: its tokens are not on record. */
function usageOf(part: Part, progress: Progress): Usage | null {
  const notes = part.commits.map(({ sha }) => progress.notes.get(sha));
  const known = notes.filter((note) => note !== undefined);
  return known.length < notes.length
    ? null
    : known.map((note) => note.usage).reduce(addUsage, NO_USAGE);
}
