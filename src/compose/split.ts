import type { PlanOutcome } from '../domain/data.ts';
import { splitPlan } from '../pipeline/split.ts';
import { createEventStream } from '../report/event-stream.ts';
import { createProcesses } from '../system/processes.ts';
import { startWatchdog } from '../system/watchdog.ts';
import { openOwnFolder } from '../workspace/own-folder.ts';
import { deadlineOf, engineOf, gitOf, wallFor } from './build.ts';
import type { ForgeUse } from './forge.ts';
import { looking, pullsAtHand } from './local-view.ts';
import { progressOf } from './records.ts';
import type { Repository } from './repository.ts';
import { newRunId } from './run-id.ts';
import { openSandbox } from './sandbox.ts';
import type { AppRequest } from './surroundings.ts';

/**
 * The plan with specs divided by the engine. No lock is taken and no byte of the repository changed: the clones stand
 * in a folder of their own, which is removed.
 */
export async function readSplitPlan(
  request: AppRequest,
  repository: Repository,
  use: ForgeUse,
): Promise<PlanOutcome> {
  const { clock, env, config, checkout, redactor } = repository;
  const run = newRunId(clock.now());
  const wall = await wallFor({ request, repository });
  const folder = await openOwnFolder(repository.cacheDir, 'split');
  const watchdog = startWatchdog({ run });
  const now = (): number => clock.now();
  const redact = (text: string): string => redactor.redact(text);
  const sinks = [progressOf(request.display, now)];
  try {
    const processes = createProcesses(watchdog);
    const sandbox = openSandbox(wall, config, { processes, env });
    const tools = { ...repository, cacheDir: folder.path, processes, sandbox };
    const deps = {
      ...{ config, run, checkout, clock, redactor, signal: request.signal },
      ...(await gitOf(tools, request.signal)),
      engine: await engineOf(tools),
      events: createEventStream({ run, now, sinks, redact }),
      ...deadlineOf(repository),
    };
    return await looking(repository, use.warn, async (view) =>
      splitPlan({ ...view, pulls: await pullsAtHand(repository, use) }, deps),
    );
  } finally {
    for (const sink of sinks) sink.close?.();
    watchdog.stop();
    await folder.remove();
  }
}
