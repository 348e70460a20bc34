import type { StatusOutcome } from '../domain/data.ts';
import type { SpecOutcome } from '../domain/outcome.ts';
import type { ForgeResult, PullRequest } from '../domain/pull.ts';
import type { RunLock } from '../ports/run-lock.ts';
import { type LocalView, lookLocally } from './look-locally.ts';
import { markedPulls } from './marked-pulls.ts';
import { problemOutcome, untouchedOutcome } from './outcomes.ts';
import type { SpecWork } from './work.ts';

export interface StatusView extends Omit<LocalView, 'pulls'> {
  /** What the forge said when it was asked for our pull requests. */
  readonly asked: ForgeResult<readonly PullRequest[]>;
  readonly lock: RunLock;
}

/** Of a lock whose holder cannot be read. */
export const UNKNOWN_HOLDER = { pid: null, host: null, started: null, run: null } as const;

/** Every spec and task with what has come of it; the forge is asked, and its silence is said. */
export async function status(view: StatusView): Promise<StatusOutcome> {
  const { asked } = view;
  const pulls = asked.ok ? markedPulls(asked.value) : [];
  const { works, problems } = await lookLocally({ ...view, pulls, finished: true });
  const held = await view.lock.holder();
  return {
    specs: [
      ...works.map((work) => specStatus(work, held?.alive === true)),
      ...problems.map(problemOutcome),
    ],
    lock: held === null ? null : { ...(held.holder ?? UNKNOWN_HOLDER), alive: held.alive },
    warnings: asked.ok ? [] : [`pull requests are not shown: ${asked.message}`],
  };
}

/** What the ledger calls in progress is so only while somebody is at work. */
function specStatus(work: SpecWork, atWork: boolean): SpecOutcome {
  const outcome = untouchedOutcome(work);
  if (!atWork) return outcome;
  const chunks = outcome.chunks.map((chunk) => {
    const inHand = work.ledger.chunks[chunk.id]?.status === 'in_progress';
    const isOpen = chunk.state.status === 'pending';
    return inHand && isOpen ? { ...chunk, state: { status: 'in_progress' } as const } : chunk;
  });
  return { ...outcome, chunks };
}
