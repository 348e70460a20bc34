import type { StatusOutcome } from '../domain/data.ts';
import { askParked } from '../git/parked.ts';
import { status } from '../pipeline/status.ts';
import type { ForgeUse } from './forge.ts';
import { looking } from './local-view.ts';
import { openLock } from './lock.ts';
import { platformOf } from './platform.ts';
import { askPulls } from './pulls.ts';
import type { Repository } from './repository.ts';

/** Where every spec and task stands; the forge is asked, where there is a way to. */
export async function readStatus(repository: Repository, use: ForgeUse): Promise<StatusOutcome> {
  return looking(repository, use.warn, async (view) => {
    const [asked, parked] = await Promise.all([
      askPulls(repository, use),
      parkedAtRemote(repository),
    ]);
    const known = parked === null ? {} : { parked };
    return status({ ...view, ...known, asked, lock: openLock(repository, use.warn) });
  });
}

/** What parked tasks ask, by the remote; null where the questions are kept here, or the remote is out of reach. */
async function parkedAtRemote(repository: Repository): Promise<ReadonlyMap<string, string> | null> {
  if (platformOf(repository).platform === 'local') return null;
  const { processes, env, checkout } = repository;
  return askParked({ processes, env, checkout: checkout.state });
}
