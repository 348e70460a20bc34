import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { InstallResult } from '../ports/workspace.ts';
import { isWithin } from './borrows.ts';
import { createInstallation, type Installation } from './installation.ts';
import { asksFor, manifestOf, type Wish } from './manifests.ts';
import type { UpdateSite } from './update.ts';

/** What one manifest asked for when the tree was supplied, and what it asked for when we installed. */
interface Given {
  readonly before: readonly string[];
  readonly now: readonly string[];
  /** Whether the last installation went wrong, so that nobody knows what is there. */
  readonly broken: boolean;
}

/** The text of a manifest at another time; null where there was none. */
export type Formerly = (path: string) => Promise<string | null>;

/** What changed manifests of one tree had us install. */
export interface Dependencies extends Pick<Installation, 'paths' | 'env' | 'homes'> {
  /**
   * Installs what manifests ask for that is not installed yet.
   * @param changed paths among which manifests may be
   * @param formerly the text a manifest had when what is installed now was
   */
  install(changed: readonly string[], formerly: Formerly): Promise<InstallResult>;
  /**
   * The same for a tree that begins with other manifests than what it was supplied with stands for; a failure leaves
   * it as it was supplied.
   */
  catchUp: Dependencies['install'];
  /**
   * Makes what is installed fit the files, after these were brought to another commit.
   * @returns whether anything was installed, which may have changed files
   */
  follow(): Promise<boolean>;
}

/** A manifest beyond this is not read: 4 MiB. */
const MAX_BYTES = 4_194_304;

/** @param at read each time, since what stands in the tree and what it tracks changes */
export function createDependencies(at: () => UpdateSite): Dependencies {
  const installation = createInstallation(at);
  const given = new Map<string, Given>();
  const seen = async (path: string): Promise<readonly string[]> =>
    asksFor(path, await textAt(at().site.root, path));

  const installFrom = async (paths: Iterable<string>, supposed: Asked): Promise<InstallResult> => {
    const next = new Map<string, Given>();
    const wishes: Wish[] = [];
    for (const path of paths) {
      const ecosystem = manifestOf(path);
      if (ecosystem === null) continue;
      const now = await seen(path);
      const known = given.get(path) ?? unchanged(await supposed(path));
      if (fits(known, now)) continue;
      wishes.push({ path, ecosystem, added: without(now, known.now) });
      next.set(path, { ...known, now });
    }
    if (wishes.length === 0) return { type: 'nothing' };
    const result = await installation.carryOut(wishes);
    const broken = isBroken(result);
    for (const [path, { before, now }] of next) {
      given.set(path, { before, now: broken ? (given.get(path)?.now ?? before) : now, broken });
    }
    return result;
  };
  const orBack = async (result: InstallResult): Promise<InstallResult> => {
    if (isBroken(result)) await back();
    return result;
  };
  const back = async (): Promise<void> => {
    given.clear();
    await installation.drop();
  };

  return {
    paths: () => installation.paths(),
    env: () => installation.env(),
    homes: () => installation.homes(),
    install: async (changed, formerly) =>
      installFrom(new Set([...changed, ...given.keys()]), askedBy(formerly)),
    catchUp: async (manifests, formerly) => orBack(await installFrom(manifests, askedBy(formerly))),
    async follow() {
      const known = new Map(given);
      const now = await Promise.all([...known.keys()].map(seen));
      if ([...known.values()].every((one, index) => fits(one, now[index] ?? []))) return false;
      await back();
      const before: Asked = async (path) => Promise.resolve(known.get(path)?.before ?? []);
      return (await orBack(await installFrom(known.keys(), before))).type !== 'nothing';
    },
  };
}

/** What a manifest asked for at another time. */
type Asked = (path: string) => Promise<readonly string[]>;

function askedBy(formerly: Formerly): Asked {
  return async (path) => asksFor(path, await formerly(path));
}

/** Nobody knows what is there. */
function isBroken({ type }: InstallResult): boolean {
  return type === 'failed' || type === 'hindered';
}

function unchanged(asks: readonly string[]): Given {
  return { before: asks, now: asks, broken: false };
}

function fits({ now, broken }: Given, asks: readonly string[]): boolean {
  return !broken && now.join('\n') === asks.join('\n');
}

function without(wishes: readonly string[], former: readonly string[]): readonly string[] {
  return wishes.filter((wish) => !former.includes(wish));
}

/** The text of a file of the tree; null where there is none, or a link could lead out of it. */
async function textAt(root: string, path: string): Promise<string | null> {
  const place = join(root, path);
  const folder = await realpath(dirname(place)).catch(() => null);
  if (folder === null || !isWithin(folder, await realpath(root))) return null;
  const entry = await lstat(place).catch(() => null);
  if (entry?.isFile() !== true || entry.size > MAX_BYTES) return null;
  return readFile(place, 'utf8').catch(() => null);
}
