import type { Part } from '../domain/part.ts';
import { closePart } from './close-part.ts';
import type { Progress } from './progress.ts';
import { wantsReady } from './publish.ts';
import { setUp } from './set-up.ts';
import { type DeliveryEnv, runSignal, type SpecEnv } from './spec-env.ts';

/**
 * The full runs that complete parts still lack: a run that ended between a part's last commit and its closing leaves
 * a draft of which nobody knows whether everything passes on it.
 */
export async function closeLeft(progress: Progress, env: DeliveryEnv): Promise<Progress> {
  const left = progress.parts.filter((part) => lacksRun(part, progress, env));
  if (left.length === 0 || runSignal(env.deps).aborted) return progress;
  const workspace = await env.deps.workspaces.open(progress.spec.path);
  try {
    return await closeAll(left, progress, { ...env, workspace });
  } finally {
    await workspace.close();
  }
}

function lacksRun(part: Part, progress: Progress, env: DeliveryEnv): boolean {
  const isKnown = part.whole === true || part.held !== undefined;
  return !isKnown && part.pull?.draft === true && wantsReady(progress, part, env);
}

async function closeAll(
  left: readonly Part[],
  progress: Progress,
  env: SpecEnv,
): Promise<Progress> {
  const unset = await setUp(progress, env);
  let now = progress;
  for (const part of left) {
    const chunk = chunkOf(part, now);
    if (unset !== null || chunk === undefined) return now;
    const tree = await env.deps.git.withPaths(now.tip, now.tip, []);
    now = await closePart({ part, landing: { chunk, tree } }, now, env);
  }
  return now;
}

/** The task that its checks are told of: the last that it holds. */
function chunkOf({ commits }: Part, { chunks }: Progress) {
  const last = commits.at(-1)?.chunk;
  return chunks.find(({ id }) => id === last) ?? chunks.at(-1);
}
