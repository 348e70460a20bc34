import { join } from 'node:path';
import { type Fault, missing, runIn } from './commands.ts';
import { isFolder } from './folders.ts';
import type { Wish } from './manifests.ts';
import { isFurtherFile } from './requirements.ts';
import type { Site } from './supply.ts';
import { tomlStrings } from './toml.ts';

/** Environments a project keeps in its own tree, the usual name first. */
const ENVIRONMENTS = ['.venv', 'venv'] as const;
/** No package's build is run: a wheel is only unpacked. */
const PIP = ['-m', 'pip', 'install', '--only-binary=:all:', '--no-input'];
/** Twice as talkative, pip tells a registry that failed from one that has no such package. */
const TOLD = ['--disable-pip-version-check', '--retries=1', '--verbose', '--verbose'];

/** Lists of packages in a `pyproject.toml` that pip reads. */
const LISTS =
  /^(?:project\.(?:dependencies|optional-dependencies\.\S+)|dependency-groups\.\S+) (.*)$/;

/** What pip is to be asked for, so that a manifest's new wishes come true. */
export function packagesOf({ ecosystem, path, added }: Wish): readonly string[] {
  if (ecosystem !== 'python') return [];
  if (!path.endsWith('.toml')) return added.filter((line) => !isFurtherFile(line));
  return added.flatMap((line) => tomlStrings(LISTS.exec(line)?.[1] ?? ''));
}

/**
 * Installs Python packages into the tree's own environment; one is made where there is none, which sees the packages
 * of the system.
 * @returns why it failed, or null
 */
export async function installWheels(
  packages: readonly string[],
  site: Site,
): Promise<Fault | null> {
  const made = await makeEnvironment(site);
  if (!made.ok) return made.fault;
  const args = [...PIP, ...TOLD, '--', ...packages];
  const title = `pip install ${packages.join(' ')}`;
  return runIn(site, { title, file: made.python, args, kinds: ['python'] });
}

type Made =
  | { readonly ok: true; readonly python: string }
  | { readonly ok: false; readonly fault: Fault };

/** An environment with a pip: its own, the system's, or else the one that comes with Python. */
async function makeEnvironment(site: Site): Promise<Made> {
  const { root } = site;
  const there = await present(ENVIRONMENTS.map((name) => join(root, name)));
  const folder = there ?? join(root, ENVIRONMENTS[0]);
  const python = join(folder, 'bin', 'python');
  const failure =
    (there === null ? await makeFolder(folder, site) : null) ??
    (await runIn(site, {
      ...{ title: 'python -m ensurepip', kinds: [] },
      ...{ file: '/bin/sh', args: ['-c', ENSURE_PIP, python] },
    }));
  return failure === null ? { ok: true, python } : { ok: false, fault: failure };
}

const ENSURE_PIP = '"$0" -m pip --version >/dev/null 2>&1 || "$0" -m ensurepip --default-pip';

async function present(folders: readonly string[]): Promise<string | null> {
  for (const folder of folders) if (await isFolder(folder)) return folder;
  return null;
}

async function makeFolder(folder: string, site: Site): Promise<Fault | null> {
  const { request, processes } = site;
  const file = await processes.find('python3', request.env['PATH'] ?? '');
  if (file === null) return missing('python3 is not on PATH');
  const args = ['-m', 'venv', '--system-site-packages', '--without-pip', folder];
  return runIn(site, { title: `python3 ${args.join(' ')}`, file, args, kinds: [] });
}
