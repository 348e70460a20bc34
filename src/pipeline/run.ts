import { CodeliciousError } from '../domain/errors.ts';
import type { RunOutcome, SpecOutcome } from '../domain/outcome.ts';
import { type BuiltSpec, buildSpec } from './build-spec.ts';
import type { Deps } from './deps.ts';
import { readHabits } from './habits.ts';
import { problemOutcome, specOutcome } from './outcomes.ts';
import { isComplete, startProgress } from './progress.ts';
import { openPurse } from './purse.ts';
import { readFloor } from './read-floor.ts';
import { type Purse, startTally } from './spec-env.ts';
import { type Survey, survey } from './survey.ts';

/**
 * One pass over all specs: survey, then spec after spec until all is tried or something ends the run.
 * @param purse what the run may still spend
 */
export async function buildOnce(
  deps: Deps,
  purse: Purse = openPurse(deps.config),
): Promise<RunOutcome> {
  const startedAt = deps.clock.now();
  const found = await survey(deps);
  tellProblems(found, deps);
  const floor = await readFloor(deps, found.base.sha);
  const tally = startTally(
    { ...found, ...(await readHabits(deps, found.base.sha)), floor, purse },
    found.takenBranches,
  );
  const specs: SpecOutcome[] = found.problems.map(problemOutcome);
  let stopped: RunOutcome['stopped'] = null;
  const unfinished = new Set(found.problems.map((problem) => problem.path));
  for (const work of found.works) {
    const waitsFor = work.waitsFor.filter((path) => unfinished.has(path));
    const built: BuiltSpec =
      stopped === null
        ? await buildSpec(work, { deps, tally, unpushed: found.unpushed, waitsFor })
        : { progress: startProgress(work, found.unpushed), stop: stopped };
    specs.push(specOutcome(built.progress));
    if (!isComplete(built.progress)) unfinished.add(work.spec.path);
    stopped = built.stop;
  }
  const ended = stopped ?? waitingForReviews(specs);
  if (ended?.why === 'limit') {
    deps.events.emit({
      type: 'budget.reached',
      limit: ended.limit ?? 'run',
      message: ended.message,
    });
  }
  const durationMs = deps.clock.now() - startedAt;
  const { run, sandbox } = deps;
  return {
    run,
    specs,
    commits: tally.commits,
    stopped: ended,
    usage: tally.usage,
    durationMs,
    sandbox: sandbox.describe,
    warnings: [],
  };
}

/** Runs `work` with the run lock held, released whatever happens. */
export async function withLock<T>(
  deps: Pick<Deps, 'lock' | 'run'>,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await deps.lock.acquire(deps.run);
  if (!lock.ok) throw held(lock.holder);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

function held(
  holder: { readonly pid: number; readonly host: string; readonly started: string } | null,
): CodeliciousError {
  const who =
    holder === null
      ? 'another run'
      : `process ${holder.pid} on ${holder.host}, started ${holder.started},`;
  return new CodeliciousError('lock_held', `${who} is building this repository`, {
    hint: 'wait for it to end; if it is gone for good: codelicious unlock',
  });
}

function tellProblems(found: Survey, deps: Deps): void {
  for (const { path, code, message } of found.problems) {
    deps.events.emit({ type: 'spec.skipped', spec: path, code, message });
  }
}

/** Parts that wait for room among the open pull requests are a limit reached, not a failure. */
function waitingForReviews(specs: readonly SpecOutcome[]): RunOutcome['stopped'] {
  const waiting = specs
    .flatMap((spec) => spec.undelivered)
    .find((reason) => reason.code === 'max_open_prs');
  return waiting === undefined
    ? null
    : { why: 'limit', limit: '--max-open-prs', message: waiting.message };
}
