import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, missing, runIn } from './commands.ts';
import { isFolder } from './folders.ts';
import type { RegistryKind } from './registries.ts';
import { type Site, type SupplyResult, supplied } from './supply.ts';
import { NPM_PATIENCE } from './updaters.ts';

/** How one package manager installs exactly what its lock file names, running no package's scripts. */
interface Installer {
  readonly lock: string;
  readonly program: string;
  readonly args: readonly string[];
  /** The folder it makes. */
  readonly makes: 'node_modules' | '.venv' | 'vendor';
  readonly env?: Readonly<Record<string, string>>;
  /** A further file that has to be tracked. */
  readonly beside?: string;
}

const NPM = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
const FROZEN = ['install', '--frozen-lockfile', '--ignore-scripts'];
/** They would share files with the user's own store, so that who changes one here changes it there. */
const PNPM = [...FROZEN, '--package-import-method=copy'];
const BUN = [...FROZEN, '--backend=copyfile'];
const IN_PROJECT = { POETRY_VIRTUALENVS_IN_PROJECT: 'true' };

/** Whose registries an installation needs, by the folder it makes. */
const KINDS: Readonly<Record<Installer['makes'], RegistryKind>> = {
  node_modules: 'node',
  '.venv': 'python',
  vendor: 'php',
};

/** In order of preference where a repository has several locks. */
const INSTALLERS: readonly Installer[] = [
  { lock: 'pnpm-lock.yaml', program: 'pnpm', args: PNPM, makes: 'node_modules' },
  {
    lock: 'yarn.lock',
    beside: '.yarnrc.yml',
    program: 'yarn',
    args: ['install', '--immutable', '--mode=skip-build'],
    makes: 'node_modules',
  },
  {
    lock: 'yarn.lock',
    program: 'yarn',
    args: [...FROZEN, '--non-interactive'],
    makes: 'node_modules',
  },
  { lock: 'bun.lock', program: 'bun', args: BUN, makes: 'node_modules' },
  { lock: 'bun.lockb', program: 'bun', args: BUN, makes: 'node_modules' },
  {
    lock: 'package-lock.json',
    program: 'npm',
    args: [...NPM, ...NPM_PATIENCE],
    makes: 'node_modules',
  },
  {
    lock: 'npm-shrinkwrap.json',
    program: 'npm',
    args: [...NPM, ...NPM_PATIENCE],
    makes: 'node_modules',
  },
  { lock: 'uv.lock', program: 'uv', args: ['sync', '--frozen'], makes: '.venv' },
  {
    lock: 'poetry.lock',
    program: 'poetry',
    args: ['install', '--no-interaction'],
    makes: '.venv',
    env: IN_PROJECT,
  },
  {
    lock: 'composer.lock',
    program: 'composer',
    args: ['install', '--no-interaction', '--no-scripts', '--no-progress'],
    makes: 'vendor',
  },
];

/** Installs, for each kind of package the tree has none of yet, what its lock file names. */
export async function install(site: Site): Promise<SupplyResult> {
  const chosen: Installer[] = [];
  for (const installer of await wanted(site)) {
    const fault = await run(site, installer);
    if (fault !== null) return { ok: false, message: fault.message };
    chosen.push(installer);
  }
  const repair = async (): Promise<void> => {
    for (const installer of chosen) {
      const there = await isFolder(join(site.root, installer.makes));
      if (!there) await run(site, installer);
    }
  };
  const how = chosen.map(({ program, args }) => `${program} ${args[0] ?? ''}`);
  const fresh = chosen.map((installer) => KINDS[installer.makes]);
  return supplied({ how, paths: chosen.map((installer) => installer.makes), fresh, repair });
}

/** The first installer of each kind whose lock file names anything. */
async function wanted(site: Site): Promise<readonly Installer[]> {
  const tracked = new Set(site.tracked);
  const chosen: Installer[] = [];
  for (const installer of INSTALLERS) {
    const { lock, beside = lock, makes } = installer;
    const applies = tracked.has(lock) && tracked.has(beside);
    const taken = chosen.some((other) => other.makes === makes);
    if (!applies || taken || (await isFolder(join(site.root, makes)))) continue;
    if (await namesPackages(join(site.root, lock))) chosen.push(installer);
  }
  return chosen;
}

async function run(site: Site, installer: Installer): Promise<Fault | null> {
  const { program, args, lock, env = {} } = installer;
  const title = `${program} ${args.join(' ')}`;
  const file = await site.processes.find(program, site.request.env['PATH'] ?? '');
  if (file === null) return missing(`${lock} needs ${program}, which is not on PATH`);
  return runIn(site, { title, file, args, env, kinds: [KINDS[installer.makes]] });
}

/** A package lock that holds nothing but the project itself asks for nothing. */
async function namesPackages(lock: string): Promise<boolean> {
  if (!lock.endsWith('.json')) return true;
  const text = await readFile(lock, 'utf8').catch(() => '');
  return /"node_modules\/|"dependencies"\s*:\s*\{\s*"/.test(text);
}
