import type { PlanOutcome, SpecSplit } from '../domain/data.ts';
import { CodeliciousError, type ErrorCode } from '../domain/errors.ts';
import type { Stop, StopReason } from '../domain/outcome.ts';
import { NO_USAGE } from '../domain/usage.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { Base } from './base.ts';
import { asksEngine, decompose } from './decompose.ts';
import type { Deps, EngineDeps } from './deps.ts';
import { readHabits } from './habits.ts';
import { type LocalView, lookLocally } from './look-locally.ts';
import { nextChunk } from './next-chunk.ts';
import { planOf } from './plan.ts';
import { checkEngine } from './preflight.ts';
import { type Progress, startProgress } from './progress.ts';
import { openPurse } from './purse.ts';
import type { EngineEnv } from './spec-env.ts';
import type { SpecWork } from './work.ts';

/** Bytes of one diff that are shown; a spec has 1 MiB at most. */
const DIFF_BYTES = 4_194_304;

/** What is needed besides the view: an engine, and clones that nobody else uses. */
export type SplitDeps = Omit<EngineDeps, 'ledgers'> & Pick<Deps, 'workspaces' | 'checkout'>;

/**
 * The plan as it will be once specs are divided: the engine is asked as a build would ask it, and what comes of it is
 * told and thrown away.
 * @throws CodeliciousError when the engine cannot be used, or when the run ends before all is asked
 */
export async function splitPlan(view: LocalView, deps: SplitDeps): Promise<PlanOutcome> {
  const { works, problems, base } = await lookLocally(view);
  const session: Session = { deps, tally: await openTally(deps, base), view, checked: false };
  const divided: SpecWork[] = [];
  const split: SpecSplit[] = [];
  for (const work of works) {
    const progress = await divideSpec(work, session);
    const { spec, chunks, records } = progress;
    divided.push({ ...work, spec, chunks, records });
    if (spec.text !== work.spec.text) split.push(await splitOf(work, progress, deps));
  }
  return { ...planOf(divided, problems, view.config), split };
}

interface Session {
  readonly deps: SplitDeps;
  readonly tally: EngineEnv['tally'];
  readonly view: LocalView;
  /** The engine was found to be usable. */
  checked: boolean;
}

async function openTally(deps: SplitDeps, base: Base | null): Promise<EngineEnv['tally']> {
  const habits = base === null ? { instructions: [] } : await readHabits(deps, base.sha);
  const { instructions } = habits;
  return { instructions, usage: NO_USAGE, spentOn: new Map(), purse: openPurse(deps.config) };
}

async function divideSpec(work: SpecWork, session: Session): Promise<Progress> {
  const { deps, tally, view } = session;
  const progress = startProgress(work, new Set());
  const forgetful = { ...deps, ledgers: forgetting(view) };
  const isAsked = asksEngine(progress, { deps: forgetful });
  const named = progress.chunks.some(({ fileHints }) => fileHints.length > 1);
  if (!isAsked && !named) return progress;
  if ((await deps.git.resolve(work.tip)) === null) {
    const message = `${work.spec.path} is not divided: what was built of it is not here; fetch it first`;
    deps.events.emit({ type: 'run.warning', message });
    return progress;
  }
  if (isAsked && !session.checked) await checkEngine(deps);
  session.checked ||= isAsked;
  const workspace = await deps.workspaces.open(work.spec.path);
  try {
    return await divideAll(progress, { deps: forgetful, tally, workspace, ledger: work.ledger });
  } finally {
    await workspace.close();
  }
}

/** Nothing that is found out here outlives the command. */
function forgetting({ ledger }: LocalView): LedgerStore {
  const nothing = (): Promise<void> => Promise.resolve();
  return { load: ledger, save: nothing, reset: nothing };
}

/** Looks at every open chunk as a build would before building it. */
async function divideAll(progress: Progress, env: EngineEnv): Promise<Progress> {
  let now = progress;
  for (;;) {
    const next = nextChunk(now, 'continue');
    if (next.type === 'none') return now;
    const divided = await decompose(next.chunk, now, env);
    if (divided.stop !== null) throw ended(divided.stop);
    const tried = new Set(now.tried).add(next.chunk.id);
    now = divided.again ? divided.progress : { ...divided.progress, tried };
  }
}

const CODES: Readonly<Record<StopReason, ErrorCode>> = {
  interrupted: 'interrupted',
  limit: 'limit',
  rate_limited: 'rate_limited',
  unauthenticated: 'engine_auth',
  failure_policy: 'limit',
};

function ended({ why, message }: Stop): CodeliciousError {
  return new CodeliciousError(CODES[why], `the plan was not finished: ${message}`);
}

async function splitOf(
  work: SpecWork,
  progress: Progress,
  { git }: Pick<SplitDeps, 'git'>,
): Promise<SpecSplit> {
  const { path, text } = work.spec;
  const before = await git.withFile(work.tip, path, text);
  const after = await git.withFile(before, path, progress.spec.text);
  return { path, diff: await git.diff(before, after, DIFF_BYTES) };
}
