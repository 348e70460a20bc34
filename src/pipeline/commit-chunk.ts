import type { Sha } from '../domain/ids.ts';
import type { ChunkCommit, Part } from '../domain/part.ts';
import type { Proof } from '../domain/proof.ts';
import { addSpend, NO_USAGE } from '../domain/usage.ts';
import { verifiedBy } from '../domain/verdict.ts';
import { parseText } from '../spec/parse.ts';
import { commitMessage } from '../text/commit-message.ts';
import type { Failure } from './attempt.ts';
import { freePart } from './branch-names.ts';
import { taskOf } from './check-tree.ts';
import { closePart } from './close-part.ts';
import type { Landed, Landing } from './land.ts';
import { type CommitNote, type Progress, recordOf, withPart, withRecord } from './progress.ts';
import { publishTop, readyPart } from './publish.ts';
import { remember, type SpecEnv } from './spec-env.ts';
import { coverageOf } from './verify.ts';

/**
 * Makes one commit of a verified tree and carries it outwards: into the part it fits, into a ref that outlives every
 * cache, into the ledger, to the remote and its pull request. Each step is on record before the next.
 */
export async function commitChunk(
  landing: Landing,
  progress: Progress,
  env: SpecEnv,
): Promise<Landed> {
  const { deps } = env;
  const { tree } = landing;
  const message = deps.redactor.redactKnown(messageOf(landing, progress, env));
  const committed = await deps.git.commit({ tree, parent: progress.tip, message });
  if (!committed.ok) return { type: 'failed', failure: refused(committed.message, tree), progress };
  const { sha } = committed;
  const opened = partFor(landing, progress, env);
  const grown = grow(opened.part, landing, { sha, spec: progress.spec.path, run: deps.run });
  const part = { ...grown, whole: completes(landing.step) && isLast(progress, env) };
  env.tally.trees.set(sha, tree);
  // Kept first: a branch that only the cache knows would be lost with it, and with it where the part above begins.
  await deps.git.keep(`heads/${part.branch}`, sha);
  await deps.git.setBranch(part.branch, sha);
  env.tally.commits += 1;
  const taken = withPart(opened.progress, part);
  const landed = await remember(advance(taken, { landing, part }, env), env);
  announce({ landing, part, signed: committed.signed }, progress, env);
  const below = opened.completed;
  const readied = below === null ? landed : await endPart({ branch: below, landing }, landed, env);
  return { type: 'landed', progress: await publishTop(readied, env) };
}

/** A part that another begins on is complete: run as a whole, then shown, ready where nothing is wrong with it. */
async function endPart(
  { branch, landing }: { readonly branch: string; readonly landing: Landing },
  progress: Progress,
  env: SpecEnv,
): Promise<Progress> {
  const part = progress.parts.find((one) => one.branch === branch);
  const closed = part === undefined ? progress : await closePart({ part, landing }, progress, env);
  return readyPart(closed, { branch, refresh: true }, env);
}

function refused(message: string, tree: Sha): Failure {
  return { type: 'failed', code: 'commit', message, tree, stop: null };
}

interface Made {
  readonly landing: Landing;
  readonly part: Part;
  readonly signed: 'signed' | 'plain' | 'unsigned';
}

/** The whole of a divided chunk is what was proved: its last step says so. */
function proofOf({ candidate, step }: Landing): Proof {
  return completes(step) ? candidate.proof : 'none';
}

function announce({ landing, part, signed }: Made, progress: Progress, { deps }: SpecEnv): void {
  const { chunk, candidate, size, where, step } = landing;
  if (signed === 'unsigned') {
    const message = 'signing failed, the commit was made unsigned; check with: git commit -S';
    deps.events.emit({ type: 'run.warning', message });
  }
  deps.events.emit({
    type: 'chunk.committed',
    spec: progress.spec.path,
    chunk: chunk.id,
    title: chunk.title,
    sha: part.tip,
    branch: part.branch,
    lines: size.lines,
    verified: verifiedBy(candidate.verdict),
    proof: proofOf(landing),
    ...(completes(step) ? coverageOf(candidate.verdict) : {}),
    engine: candidate.engine,
    oversize: where === 'oversize',
    step: step === null ? null : step.join('/'),
    signed,
  });
}

function messageOf(landing: Landing, progress: Progress, env: SpecEnv): string {
  const { run } = env.deps;
  const { chunk, candidate, step, where } = landing;
  return commitMessage({
    format: env.tally.style.format,
    signoff: env.tally.style.signoff,
    label: progress.spec.label,
    title: chunk.title,
    spec: progress.spec.path,
    chunk: chunk.id,
    run,
    engine: candidate.engine,
    verified: verifiedBy(candidate.verdict),
    proof: proofOf(landing),
    step,
    digest: chunk.digest,
    oversize: where === 'oversize',
  });
}

interface Opened {
  readonly part: Part;
  readonly progress: Progress;
  /** The branch of the part that is complete because another begins on it. */
  readonly completed: string | null;
}

/** The part the commit goes to; when it is a new one, the part below is complete. */
function partFor(landing: Landing, progress: Progress, env: SpecEnv): Opened {
  const top = progress.parts.at(-1);
  if (landing.where === 'current' && top !== undefined) {
    return { part: top, progress, completed: null };
  }
  const { branch, number } = freePart(progress, env.tally.takenBranches);
  env.tally.takenBranches.add(branch);
  const part: Part = {
    number,
    branch,
    base: top?.branch ?? env.tally.base.name,
    start: progress.tip,
    tip: progress.tip,
    commits: [],
    commitCount: 0,
    lines: 0,
    binaries: [],
    pull: null,
    closed: false,
  };
  if (top === undefined) return { part, progress, completed: null };
  return { part, progress: withPart(progress, { ...top, closed: true }), completed: top.branch };
}

function grow(part: Part, landing: Landing, made: Pick<ChunkCommit, 'sha' | 'spec' | 'run'>): Part {
  const { chunk, candidate, step, where, size } = landing;
  const commit: ChunkCommit = {
    ...made,
    chunk: chunk.id,
    title: chunk.title,
    step,
    engine: candidate.engine,
    verified: verifiedBy(candidate.verdict),
    proof: proofOf(landing),
    digest: chunk.digest,
    oversize: where === 'oversize',
  };
  return {
    ...part,
    tip: made.sha,
    ...size,
    commits: [...part.commits, commit],
    commitCount: part.commitCount + 1,
  };
}

function advance(
  progress: Progress,
  { landing, part }: Pick<Made, 'landing' | 'part'>,
  env: SpecEnv,
): Progress {
  const { chunk, candidate, step } = landing;
  const sha = part.tip;
  const spec = parseText(progress.spec.path, landing.specText);
  const unpushed = new Set(progress.unpushed).add(part.branch);
  const notes = new Map(progress.notes).set(sha, noteOf(landing, progress, env));
  const next = { ...progress, spec, tip: sha, carries: false, plan: null, unpushed, notes };
  if (!completes(step)) return next;
  return withRecord(next, chunk.id, {
    state: { status: 'committed' },
    sha,
    branch: part.branch,
    engine: candidate.engine,
    reason: null,
    attemptRef: null,
  });
}

/** Whether everything was run before this commit: nothing is left to build after it. */
function isLast(progress: Progress, env: SpecEnv): boolean {
  return taskOf({ progress, env }).kind === 'full';
}

/** Whether a chunk is done with this commit. */
function completes(step: Landing['step']): boolean {
  return step === null || step[0] === step[1];
}

/** With every call the chunk took, also those of which nothing is in the commit. */
function noteOf(
  { chunk, candidate, step }: Landing,
  progress: Progress,
  { tally }: SpecEnv,
): CommitNote {
  const { checks, coverage = null } = candidate.verdict;
  if (!completes(step)) return { checks, coverage: null, usage: NO_USAGE, spend: null };
  const usage = tally.spentOn.get(chunk.id) ?? candidate.usage;
  return { checks, coverage, usage, spend: addSpend(recordOf(progress, chunk.id).spend, usage) };
}
