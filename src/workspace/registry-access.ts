import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  REGISTRY_FILES,
  type RegistryFile,
  type RegistryKind,
  type RegistrySetting,
  registryHosts,
} from './registries.ts';
import type { Site } from './supply.ts';

type Env = Readonly<Record<string, string>>;

/** What an installation in a cage is given so that it reaches the registries the user's settings name. */
export interface RegistryAccess {
  /** `host:port`. */
  readonly hosts: readonly string[];
  /** What the user's own files say, which are not seen in the cage. */
  readonly env: Env;
}

type SeenFrom = Pick<Site, 'checkouts' | 'request'>;

/**
 * Reads what the user's variables, home folder and checkout say about registries. Nothing is read from the tree,
 * which an agent has written in.
 */
export async function registryAccess(
  kinds: readonly RegistryKind[],
  { checkouts, request }: SeenFrom,
): Promise<RegistryAccess> {
  const [checkout = ''] = checkouts;
  const home = request.env['HOME'] ?? '';
  const hosts: string[] = [];
  const passed: Record<string, string> = {};
  for (const kind of kinds) {
    const files = REGISTRY_FILES.filter((file) => file.kind === kind);
    const mine = await settingsOf(files.filter(isOfUser), home);
    const projects = await settingsOf(
      files.filter((file) => !isOfUser(file)),
      checkout,
    );
    hosts.push(...registryHosts(kind, request.env, [...mine, ...projects]));
    const known = new Set(projects.map(({ variable }) => variable));
    Object.assign(passed, variablesOf(mine.filter(({ variable }) => !known.has(variable))));
  }
  const env = Object.entries(passed).filter(([name]) => request.env[name] === undefined);
  return { hosts: [...new Set(hosts)], env: Object.fromEntries(env) };
}

function isOfUser({ path }: RegistryFile): boolean {
  return path.startsWith('~/');
}

async function settingsOf(
  files: readonly RegistryFile[],
  folder: string,
): Promise<readonly RegistrySetting[]> {
  if (folder === '') return [];
  const read = files.map(async (file) => {
    const text = await readFile(join(folder, file.path.replace(/^~\//, '')), 'utf8').catch(
      () => '',
    );
    return file.read(text);
  });
  return (await Promise.all(read)).flat();
}

/** A URL with a password in it stays where it is. */
function variablesOf(settings: readonly RegistrySetting[]): Env {
  const pairs = settings.flatMap(({ variable, url }) =>
    variable === null || hasPassword(url) ? [] : [[variable, url] as const],
  );
  return Object.fromEntries(pairs);
}

/** Whether any URL of a text carries a user's name or password. */
export function hasPassword(text: string): boolean {
  return /:\/\/[^/\s@]+@/.test(text);
}
