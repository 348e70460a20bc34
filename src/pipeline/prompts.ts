import { type Chunk, isSettled } from '../domain/chunk.ts';
import type { Sha } from '../domain/ids.ts';
import type { Finding, Verdict } from '../domain/verdict.ts';
import { type BuildPromptInput, buildPrompt } from '../text/prompts/build.ts';
import { repairPrompt } from '../text/prompts/repair.ts';
import { shrinkPrompt } from '../text/prompts/shrink.ts';
import type { Assignment } from './assignment.ts';
import { type Progress, recordOf } from './progress.ts';
import type { EngineEnv } from './spec-env.ts';

/** Among the commands of the configuration it stands for what is found; nobody can type it. */
const AUTO = 'auto';
/** Bytes of a diff shown to a repair. */
const DIFF_BYTES = 65_536;

/** What the engine is told for a first attempt at a chunk, or for a smaller one. */
export async function attemptPrompt(
  assignment: Assignment,
  progress: Progress,
  env: EngineEnv,
): Promise<string> {
  const { chunk, tooBig } = assignment;
  const context = contextOf(chunk, progress, env);
  if (tooBig !== null) {
    const entries = await env.deps.git.numstat(progress.tip, tooBig.tree, progress.tip);
    return shrinkPrompt({
      ...context,
      ...surroundings(chunk, progress, env),
      lines: tooBig.size.lines,
      entries,
    });
  }
  return buildPrompt({ ...context, ...surroundings(chunk, progress, env) });
}

/** What has to be put right. */
export interface Complaints {
  readonly chunk: Chunk;
  readonly findings: readonly Finding[];
  /** Null when the gate refused the change before anything was run. */
  readonly verdict: Verdict | null;
  /** Attempts left, this one included. */
  readonly left: number;
  /** The change as it stands; null when it must not be shown. */
  readonly tree: Sha | null;
}

/** What the engine is told for a repair. */
export async function repairPromptFor(
  complaints: Complaints,
  progress: Progress,
  env: EngineEnv,
): Promise<string> {
  const { chunk, findings, verdict, left, tree } = complaints;
  return repairPrompt({
    ...contextOf(chunk, progress, env),
    checks: verdict?.checks ?? [],
    findings,
    diff: tree === null ? '' : await env.deps.git.diff(progress.tip, tree, DIFF_BYTES),
    attemptsLeft: left - 1,
  });
}

function contextOf(
  chunk: Chunk,
  { spec }: Progress,
  env: EngineEnv,
): Pick<BuildPromptInput, 'spec' | 'specTitle' | 'task' | 'maxLoc'> {
  return { spec: spec.path, specTitle: spec.title, task: chunk, maxLoc: env.deps.config.maxLoc };
}

function surroundings(
  chunk: Chunk,
  progress: Progress,
  env: EngineEnv,
): Pick<
  BuildPromptInput,
  'repositoryInstructions' | 'verifyCommands' | 'built' | 'missing' | 'attempts'
> {
  const others = progress.chunks.filter((one) => one.id !== chunk.id);
  const built = others.filter((one) => isSettled(recordOf(progress, one.id).state.status));
  const missing = others.filter((one) => progress.tried.has(one.id) && !built.includes(one));
  const earlier = recordOf(progress, chunk.id).lastFailure;
  return {
    repositoryInstructions: env.tally.instructions,
    verifyCommands: env.deps.config.verifyCommands.filter((command) => command !== AUTO),
    built: built
      .filter((one) => recordOf(progress, one.id).state.status !== 'declined')
      .map((one) => one.title),
    missing: missing.map((one) => ({
      title: one.title,
      reason: recordOf(progress, one.id).reason?.message ?? 'it failed',
    })),
    attempts: earlier === null ? [] : [earlier],
  };
}
