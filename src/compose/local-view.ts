import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openLook } from '../git/look.ts';
import type { LocalView } from '../pipeline/look-locally.ts';
import type { MarkedPull } from '../pipeline/stack.ts';
import { createLedgerStore } from '../store/ledger-store.ts';
import type { ForgeUse } from './forge.ts';
import { platformOf, pullsFolder } from './platform.ts';
import type { Repository } from './repository.ts';

/** Looks at a repository as this machine knows it, and lets go of it whatever happens. */
export async function looking<T>(
  repository: Repository,
  warn: (message: string) => void,
  work: (view: Omit<LocalView, 'pulls'>) => Promise<T>,
): Promise<T> {
  const { config, processes, env, checkout, cacheDir, clock, stateDir } = repository;
  const hubDir = join(cacheDir, 'hub.git');
  const delivery = platformOf(repository).platform === 'local' ? 'checkout' : 'origin';
  const look = await openLook({ processes, env, checkout: checkout.state, hubDir, delivery });
  const ledgers = createLedgerStore({
    dir: stateDir,
    now: () => clock.now(),
    warn,
    readOnly: true,
  });
  try {
    return await work({
      config,
      checkout,
      history: look,
      ledger: (spec) => ledgers.load(spec),
      now: clock.now(),
    });
  } finally {
    await look.close();
  }
}

/** The pull requests that can be known without a network: those kept as files. */
export async function pullsAtHand(
  repository: Repository,
  use: ForgeUse,
): Promise<readonly MarkedPull[]> {
  const asFiles = platformOf(repository).platform === 'local';
  if (!asFiles || !existsSync(pullsFolder(repository))) return [];
  return (await import('./pulls.ts')).askMarkedPulls(repository, use);
}
