import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Fault, missing, runIn } from './commands.ts';
import { entryAt } from './folders.ts';
import type { Wish } from './manifests.ts';
import { moduleHomes } from './module-homes.ts';
import type { Site, Supply } from './supply.ts';
import { UPDATERS, type Updater, WITHOUT_LOCK } from './updaters.ts';
import { installWheels, packagesOf } from './wheels.ts';

/** What an update works with. */
export interface UpdateSite {
  readonly site: Site;
  /** What stands in the tree now, lent by the checkout. */
  readonly supply: Supply;
}

/** A package manager and the folder, relative to the root, it is run in. */
interface Update {
  readonly updater: Updater;
  readonly folder: string;
}

/**
 * Installs what manifests ask for, and brings their lock files up to date.
 * @returns what was run, or why it failed
 */
export async function update(
  wishes: readonly Wish[],
  at: UpdateSite,
): Promise<{ readonly how: readonly string[]; readonly failure: Fault | null }> {
  const how: string[] = [];
  const chosen = await chooseUpdates(wishes, at.site);
  const ways = new Set(chosen.map(({ updater }) => updater));
  if ([...ways].some(({ ecosystem }) => ecosystem === 'node')) {
    const emptied = [...ways].some(({ from }) => from === 'emptied');
    await at.supply.detach(emptied ? 'emptied' : 'copied');
  }
  for (const one of chosen) {
    const failure = await runUpdate(one, at.site);
    if (failure !== null) return { how, failure };
    how.push(titleOf(one.updater));
  }
  const loose = chosen.some(({ updater }) => updater.ecosystem === 'python') ? [] : wishes;
  const packages = loose.flatMap(packagesOf);
  if (packages.length === 0) return { how, failure: null };
  return { how: [...how, 'pip install'], failure: await installWheels(packages, at.site) };
}

function titleOf({ steps }: Updater): string {
  const [first] = steps;
  return `${first?.program ?? ''} ${first?.args[0] ?? ''}`;
}

/** One update for each folder whose lock file, or want of one, concerns a wish. */
async function chooseUpdates(wishes: readonly Wish[], { root }: Site): Promise<readonly Update[]> {
  const chosen = new Map<string, Update>();
  for (const wish of wishes) {
    const found = await nearest(wish, root);
    if (found !== null) chosen.set(`${found.folder} ${titleOf(found.updater)}`, found);
  }
  return [...chosen.values()];
}

async function nearest({ path, ecosystem }: Wish, root: string): Promise<Update | null> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    for (const updater of UPDATERS.filter((one) => one.ecosystem === ecosystem)) {
      if (await isKnownBy(updater, join(root, folder))) return { updater, folder };
    }
    if (folder === '.') break;
  }
  return ecosystem === 'node' ? { updater: WITHOUT_LOCK, folder: dirname(path) } : null;
}

async function isKnownBy({ lock, beside }: Updater, folder: string): Promise<boolean> {
  for (const name of [lock, beside]) {
    if (name === null) return false;
    if (name !== undefined && (await entryAt(join(folder, name)))?.isFile() !== true) return false;
  }
  return true;
}

async function runUpdate({ updater, folder }: Update, site: Site): Promise<Fault | null> {
  const { root, request, processes } = site;
  const homes = moduleHomes(updater.ecosystem, site);
  for (const place of homes.writable) await mkdir(place, { recursive: true });
  for (const { program, args, env } of updater.steps) {
    const title = `${program} ${args.join(' ')}`;
    const file = await processes.find(program, request.env['PATH'] ?? '');
    if (file === null) return missing(`${program} is not on PATH`);
    const failure = await runIn(site, {
      ...{ title, file, args, kinds: [updater.ecosystem], cwd: join(root, folder) },
      env: { ...env, ...homes.env },
      writable: homes.writable,
    });
    if (failure !== null) return failure;
  }
  return null;
}
