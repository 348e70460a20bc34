import type { StatusOutcome } from '../domain/data.ts';
import { status } from '../pipeline/status.ts';
import type { ForgeUse } from './forge.ts';
import { looking } from './local-view.ts';
import { openLock } from './lock.ts';
import { askPulls } from './pulls.ts';
import type { Repository } from './repository.ts';

/** Where every spec and task stands; the forge is asked, where there is a way to. */
export async function readStatus(repository: Repository, use: ForgeUse): Promise<StatusOutcome> {
  return looking(repository, use.warn, async (view) => {
    const asked = await askPulls(repository, use);
    return status({ ...view, asked, lock: openLock(repository, use.warn) });
  });
}
