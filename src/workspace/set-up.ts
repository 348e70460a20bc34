import type { SetupResult } from '../ports/workspace.ts';
import { runSetup } from './commands.ts';
import { copyFolders } from './copy-folders.ts';
import { copyIgnored } from './copy-ignored.ts';
import { install } from './install.ts';
import { linkPackages } from './packages.ts';
import { type Site, type Supply, type SupplyResult, together } from './supply.ts';

type Supplier = (site: Site) => Promise<SupplyResult>;

/** What the checkout has installed, else what its lock files name. */
const GUESS: readonly Supplier[] = [linkPackages, copyFolders, install];

/** Makes copied files and dependencies available; the user's commands take the place of any guess. */
export async function setUp(
  site: Site,
): Promise<{ readonly result: SetupResult; readonly supply: Supply }> {
  const chosen = site.request.commands.length > 0 ? [runSetup] : GUESS;
  const supplies: Supply[] = [];
  for (const supplier of [copyIgnored, ...chosen]) {
    const result = await supplier(site);
    if (!result.ok) return { result, supply: together(supplies) };
    supplies.push(result.supply);
  }
  const supply = together(supplies);
  return { result: { ok: true, how: supply.how.join(', ') || 'nothing to set up' }, supply };
}
