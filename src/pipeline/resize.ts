import type { Chunk } from '../domain/chunk.ts';
import { divide } from '../domain/divide.ts';
import type { Sha } from '../domain/ids.ts';
import type { Size } from '../domain/size.ts';
import { splitTask } from '../spec/check-off.ts';
import { attempt, type Candidate, haltedBy } from './attempt.ts';
import { commitChunk } from './commit-chunk.ts';
import { type Landed, type Landing, placeTree } from './land.ts';
import { leftOut } from './measure.ts';
import { type Progress, withRecord } from './progress.ts';
import { withSpecText } from './rewrite-spec.ts';
import { runSignal, type SpecEnv } from './spec-env.ts';
import { verify } from './verify.ts';

interface TooBig {
  readonly chunk: Chunk;
  readonly candidate: Candidate;
  readonly size: Size;
}

/** A change that exceeds the cap alone: a smaller first step, else division by files, else one flagged commit. */
export async function resize(big: TooBig, progress: Progress, env: SpecEnv): Promise<Landed> {
  const shrunk = await shrink(big, progress, env);
  if (shrunk !== null) return shrunk;
  const divided = await landInSteps(big, progress, env);
  if (divided !== null) return divided;
  const halted = haltedBy(env, big.candidate.tree);
  if (halted !== null) return { type: 'failed', failure: halted, progress };
  announce(big, progress, { how: 'oversize', env });
  const { chunk, candidate, size } = big;
  const { tree, specText } = candidate;
  const step = lastStep(progress, chunk);
  return commitChunk(
    { chunk, candidate, tree, specText, step, where: 'oversize', size },
    progress,
    env,
  );
}

/** Asks once for a smaller first step; the rest goes into the spec, in the same commit, and becomes chunks. */
async function shrink(big: TooBig, progress: Progress, env: SpecEnv): Promise<Landed | null> {
  const { chunk, size } = big;
  if (!chunk.boxed) return null;
  const split = splitter(chunk, progress);
  const specText = (result: Candidate['result']): string => split(result).text;
  const tried = await attempt(
    { chunk, kind: 'shrink', tooBig: { size, tree: big.candidate.tree }, specText },
    progress,
    env,
  );
  if (tried.type === 'failed' && tried.stop !== null) {
    return { type: 'failed', failure: { ...tried, tree: big.candidate.tree }, progress };
  }
  if (tried.type !== 'ready') return null;
  const placed = await placeTree(tried.candidate.tree, progress, env);
  if (placed.placement === 'too_big') return null;
  announce({ chunk, size: placed.alone }, progress, { how: 'shrunk', env });
  const { doneId } = split(tried.candidate.result);
  const text = specText(tried.candidate.result);
  const next = withRecord(withSpecText(progress, text), doneId, { attempts: 1 });
  const first = next.chunks.find((one) => one.id === doneId) ?? chunk;
  const { tree } = tried.candidate;
  const usage = env.tally.spentOn.get(chunk.id) ?? tried.candidate.usage;
  const landing = {
    chunk: first,
    candidate: { ...tried.candidate, usage },
    tree,
    specText: tried.candidate.specText,
    step: lastStep(progress, first),
  };
  const landed = await commitChunk(
    { ...landing, where: placed.placement, size: placed.size },
    next,
    env,
  );
  return landed.type === 'failed' ? { ...landed, progress } : landed;
}

/** How the task reads once its first step is done. */
function splitter(
  chunk: Chunk,
  progress: Progress,
): (result: Candidate['result']) => ReturnType<typeof splitTask> {
  return (result) => {
    const done =
      result.summary.split('\n').find((line) => line.trim() !== '') ??
      `First step of: ${chunk.title}`;
    const remaining = result.remaining ?? [`Do what is left of: ${chunk.title}`];
    return splitTask(progress.spec, chunk.id, { done, remaining });
  };
}

/** The verified change in steps by files, each within the cap and verified by itself; null where that cannot be. */
async function landInSteps(big: TooBig, progress: Progress, env: SpecEnv): Promise<Landed | null> {
  const trees = await stepTrees(big, progress, env);
  if (trees === null) return null;
  announce(big, progress, { how: 'divided', env });
  const { chunk, candidate } = big;
  const done = stepsDone(progress, chunk);
  const of = done + trees.length;
  let now = progress;
  for (const [index, tree] of trees.entries()) {
    const placed = await placeTree(tree.sha, now, env);
    const where: Landing['where'] = placed.placement === 'too_big' ? 'oversize' : placed.placement;
    const step = [done + index + 1, of] as const;
    const landing = {
      chunk,
      candidate,
      tree: tree.sha,
      specText: tree.specText,
      step,
      where,
      size: placed.size,
    };
    const landed = await commitChunk(landing, now, env);
    if (landed.type === 'failed') return landed;
    now = landed.progress;
  }
  return { type: 'landed', progress: now };
}

/** What a commit that completes a chunk counts as: the last step where there are steps before it. */
export function lastStep(progress: Progress, chunk: Chunk): Landing['step'] {
  const earlier = stepsDone(progress, chunk);
  return earlier === 0 ? null : [earlier + 1, earlier + 1];
}

/** Steps of this chunk that an earlier run committed before it was cut off. */
function stepsDone(progress: Progress, chunk: Chunk): number {
  const steps = progress.parts
    .flatMap((part) => part.commits)
    .filter((commit) => commit.chunk === chunk.id);
  return Math.max(0, ...steps.map((commit) => commit.step?.[0] ?? 0));
}

interface StepTree {
  readonly sha: Sha;
  readonly specText: string;
}

async function stepTrees(
  big: TooBig,
  progress: Progress,
  env: SpecEnv,
): Promise<readonly StepTree[] | null> {
  const { git, config } = env.deps;
  const { tree } = big.candidate;
  const path = progress.spec.path;
  const rows = await git.numstat(progress.tip, tree, progress.tip);
  const steps = divide(
    rows.filter((row) => row.path !== path),
    config.maxLoc,
    leftOut(path, config),
  );
  if (steps === null) return null;
  const trees: StepTree[] = [];
  const taken: string[] = [];
  for (const step of steps.slice(0, -1)) {
    taken.push(...step.paths);
    const sha = await stepTree({ big, taken }, progress, env);
    await env.workspace.restore(sha);
    const changes = taken.map((one) => ({ path: one, from: null }));
    const verdict = await verify({ chunk: big.chunk, tree: sha, changes }, progress, env);
    if (verdict.type === 'failed' || runSignal(env.deps).aborted) return null;
    trees.push({ sha, specText: progress.spec.text });
  }
  return [...trees, { sha: tree, specText: big.candidate.specText }];
}

/** The last good commit with the paths taken so far; the box is ticked with the last step only. */
async function stepTree(
  { big, taken }: { readonly big: TooBig; readonly taken: readonly string[] },
  progress: Progress,
  env: SpecEnv,
): Promise<Sha> {
  const partial = await env.deps.git.withPaths(progress.tip, big.candidate.tree, taken);
  return env.deps.git.withFile(partial, progress.spec.path, progress.spec.text);
}

function announce(
  big: Pick<TooBig, 'chunk' | 'size'>,
  progress: Progress,
  { how, env }: { readonly how: 'shrunk' | 'divided' | 'oversize'; readonly env: SpecEnv },
): void {
  const { chunk, size } = big;
  const about = { spec: progress.spec.path, chunk: chunk.id, title: chunk.title };
  env.deps.events.emit({ type: 'chunk.split', ...about, how, lines: size.lines });
}
