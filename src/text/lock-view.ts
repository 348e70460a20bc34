import type { LockStatus } from '../domain/data.ts';
import { oneLine } from '../domain/text-limits.ts';

/** Who holds the run lock, as a noun: `run 2026… (process 12 on host, since …)`. */
export function holderText(lock: LockStatus): string {
  const { run, pid, host, started } = lock;
  const facts = [
    ...(pid === null ? [] : [`process ${pid}`]),
    ...(host === null ? [] : [`on ${oneLine(host)}`]),
  ].join(' ');
  const since = started === null ? [] : [`since ${oneLine(started)}`];
  const details = [...(facts === '' ? [] : [facts]), ...since].join(', ');
  const name = run === null ? 'a run that left no name' : `run ${oneLine(run)}`;
  return details === '' ? name : `${name} (${details})`;
}
