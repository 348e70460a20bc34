import { join } from 'node:path';
import type { InstallResult } from '../ports/workspace.ts';
import { resultOf } from './commands.ts';
import { removeFolder } from './folders.ts';
import type { Ecosystem, Wish } from './manifests.ts';
import { moduleHomes } from './module-homes.ts';
import { packageFolders } from './packages.ts';
import { notFromRegistry } from './sources.ts';
import { isTracked } from './supply.ts';
import { type UpdateSite, update } from './update.ts';

type Env = Readonly<Record<string, string>>;

/** What we installed in one tree in place of what it was supplied with. */
export interface Installation {
  carryOut(wishes: readonly Wish[]): Promise<InstallResult>;
  /** Back to what was supplied. */
  drop(): Promise<void>;
  /** Paths relative to the root that are not part of the work. */
  paths(): readonly string[];
  /** Variables by which programs find what was installed outside the tree. */
  env(): Env;
  /** Absolute folders outside the tree in which it was installed. */
  homes(): readonly string[];
}

/** Folders a Python project's packages are installed in. */
const ENVIRONMENTS = ['.venv', 'venv'];
/** Wishes named in a message. */
const MOST_NAMED = 3;

export function createInstallation(at: () => UpdateSite): Installation {
  const ecosystems = new Set<Ecosystem>();
  const paths = new Set<string>();
  const homes = () => [...ecosystems].map((one) => moduleHomes(one, at().site));
  return {
    async carryOut(wishes) {
      const foreign = wishes.flatMap((one) => notFromRegistry(one.ecosystem, one.path, one.added));
      if (foreign.length > 0) {
        return failed(`only packages of a registry are installed: ${named(foreign)}`);
      }
      for (const { ecosystem } of wishes) ecosystems.add(ecosystem);
      for (const path of placesOf(wishes, at().site.tracked)) paths.add(path);
      const { how, failure } = await update(wishes, at());
      if (failure !== null) return resultOf(failure);
      return how.length === 0 ? { type: 'nothing' } : { type: 'installed', how: how.join(', ') };
    },
    async drop() {
      const { site, supply } = at();
      for (const path of paths) await removeFolder(join(site.root, path));
      ecosystems.clear();
      paths.clear();
      await supply.repair();
    },
    paths: () => [...paths],
    env: () => Object.fromEntries(homes().flatMap(({ env }) => Object.entries(env))),
    homes: () => homes().flatMap(({ writable }) => writable),
  };
}

function failed(message: string): InstallResult {
  return { type: 'failed', message };
}

function named(wishes: readonly string[]): string {
  const first = wishes.slice(0, MOST_NAMED).join('; ');
  return wishes.length > MOST_NAMED ? `${first}; and ${wishes.length - MOST_NAMED} more` : first;
}

/** Folders that installing makes, unless the repository tracks them. */
function placesOf(wishes: readonly Wish[], tracked: readonly string[]): readonly string[] {
  const has = (ecosystem: Ecosystem): boolean =>
    wishes.some((wish) => wish.ecosystem === ecosystem);
  const packages = packageFolders([...tracked, ...wishes.map(({ path }) => path)]);
  const modules = has('node') ? packages.map((folder) => join(folder, 'node_modules')) : [];
  const environments = has('python') ? ENVIRONMENTS : [];
  return [...modules, ...environments].filter((path) => !isTracked(tracked, path));
}
