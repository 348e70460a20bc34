import type { StatusOutcome } from '../domain/data.ts';
import type { PullRequest } from '../domain/pull.ts';
import type { Forge } from '../ports/forge.ts';
import type { RunLock } from '../ports/run-lock.ts';
import { type LocalView, lookLocally } from './look-locally.ts';
import { problemOutcome, untouchedOutcome } from './outcomes.ts';

export interface StatusView extends Omit<LocalView, 'pulls'> {
  readonly forge: Forge;
  readonly lock: RunLock;
}

/** Of a lock whose holder cannot be read. */
export const UNKNOWN_HOLDER = { pid: null, host: null, started: null, run: null } as const;

/** Every spec and task with what has come of it; the forge is asked, and its silence is said. */
export async function status(view: StatusView): Promise<StatusOutcome> {
  const asked = await view.forge.listPulls(view.config.branchPrefix);
  const pulls: readonly PullRequest[] = asked.ok ? asked.value : [];
  const { works, problems } = await lookLocally({ ...view, pulls });
  const held = await view.lock.holder();
  return {
    specs: [...works.map(untouchedOutcome), ...problems.map(problemOutcome)],
    lock: held === null ? null : { ...(held.holder ?? UNKNOWN_HOLDER), alive: held.alive },
    warnings: asked.ok ? [] : [`pull requests are not shown: ${asked.message}`],
  };
}
