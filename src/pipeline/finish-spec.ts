import type { Part } from '../domain/part.ts';
import { closeLeft } from './close-left.ts';
import { keepQuestions } from './keep-questions.ts';
import { type Progress, recordOf } from './progress.ts';
import { publishPart, readyPart } from './publish.ts';
import { isShown } from './pull-text.ts';
import { type DeliveryEnv, remember } from './spec-env.ts';

/** Delivers what is still to deliver, bottom part first: pushed, shown in its pull request, ready where complete. */
export async function finishSpec(progress: Progress, env: DeliveryEnv): Promise<Progress> {
  const delivered = await deliverWaiting(progress, env);
  let now = await closeLeft(delivered, env);
  const moved = [...progress.tried].some((id) => recordOf(progress, id).state.status !== 'blocked');
  for (const part of now.parts) {
    const { branch } = part;
    const isClosed = !delivered.parts.includes(part);
    const refresh = (moved || isClosed) && !needsPublishing(now, branch);
    now = await readyPart(now, { branch, refresh }, env);
  }
  await keepQuestions(now, env);
  await releaseKept(now, env);
  return remember(now, env);
}

/** Pushes and shows every part that is not out yet, or whose pull request does not tell what it holds. */
export async function deliverWaiting(progress: Progress, env: DeliveryEnv): Promise<Progress> {
  let now: Progress = { ...progress, undelivered: [] };
  for (const { branch } of progress.parts) {
    now = needsPublishing(now, branch) ? await publishPart(now, branch, env) : now;
  }
  return now;
}

function needsPublishing(progress: Progress, branch: string): boolean {
  const part = progress.parts.find((one) => one.branch === branch);
  return part !== undefined && (progress.unpushed.has(branch) || !isShown(part, progress));
}

/** What the remote has needs no copy of its own any more. */
async function releaseKept(progress: Progress, { deps }: DeliveryEnv): Promise<void> {
  const delivered = progress.parts.filter((part: Part) => !progress.unpushed.has(part.branch));
  for (const part of delivered) await deps.git.release(`heads/${part.branch}`);
}
