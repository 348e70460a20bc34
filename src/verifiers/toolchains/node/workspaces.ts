import type { VerifyScope } from '../../../ports/verifier.ts';
import type { Packages } from '../packages.ts';
import { readTreeFile } from '../tree-files.ts';
import { readPackage } from './package-json.ts';
import { matchesPath } from './path-pattern.ts';

export const MANIFEST = 'package.json';

/** Folders in which a `package.json` is an example or a fixture, where nobody says that it is a package. */
const NO_PACKAGES =
  /(?:^|\/)(?:(?:__)?fixtures?(?:__)?|__tests__|__mocks__|tests?|e2e|test-?data|examples?|samples?|templates?|demos?)(?:\/|$)/i;

/** The packages of a repository, as far as they are its own and no fixtures. */
export interface Workspaces {
  /** The folder of the package a file belongs to; null where there is none above it. */
  rootOf(path: string): Promise<string | null>;
  /** All of them, the repository's root first where it is one. */
  all(): Promise<readonly string[]>;
}

/** Finds the packages that the repository's root names, else every folder with a manifest that is no fixture's. */
export function workspacesOf(scope: VerifyScope, packages: Packages): Workspaces {
  let named: Promise<readonly string[]> | null = null;
  const isMember = async (folder: string): Promise<boolean> => {
    named ??= memberPatterns(scope);
    const patterns = await named;
    if (folder === '') return true;
    return patterns.length === 0 ? !NO_PACKAGES.test(folder) : isNamed(folder, patterns);
  };
  return {
    rootOf: async (path) => {
      for (let root = await packages.rootOf(path); root !== null; ) {
        if (root === '' || (await isMember(root))) return root;
        root = await packages.rootOf(root);
      }
      return null;
    },
    all: async () => {
      const found: string[] = [];
      for (const root of await packages.all()) if (await isMember(root)) found.push(root);
      return found;
    },
  };
}

function isNamed(folder: string, patterns: readonly string[]): boolean {
  const left = patterns.filter((pattern) => pattern.startsWith('!')).map((each) => each.slice(1));
  const taken = patterns.filter((pattern) => !pattern.startsWith('!'));
  const fits = (pattern: string): boolean => matchesPath(folder, pattern);
  return taken.some(fits) && !left.some(fits);
}

/** What the root says on the base and in the tree: a change may add packages, not take any away. */
async function memberPatterns(scope: VerifyScope): Promise<readonly string[]> {
  const read = [scope.baseFile, (path: string) => readTreeFile(scope.root, path)];
  const found: string[] = [];
  for (const readFile of read) {
    found.push(...(readPackage(await readFile(MANIFEST))?.workspaces ?? []));
    found.push(...listedIn((await readFile('pnpm-workspace.yaml')) ?? ''));
    found.push(...lernaPackages(await readFile('lerna.json')));
  }
  return [...new Set(found.map((pattern) => pattern.replace(/^(!?)\.\/|\/+$/g, '$1')))];
}

/** The list below `packages:` of a `pnpm-workspace.yaml`. */
function listedIn(text: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^packages:\s*(?:#.*)?$/.test(line));
  if (start === -1) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^[^\s#-]/.test(line));
  return rest
    .slice(0, end === -1 ? rest.length : end)
    .map((line) => /^\s*-\s*(?:'([^']*)'|"([^"]*)"|([^\s#'"]+))/.exec(line))
    .map((found) => found?.[1] ?? found?.[2] ?? found?.[3] ?? '')
    .filter((pattern) => pattern !== '');
}

function lernaPackages(text: string | null): readonly string[] {
  return readPackage(text?.replace(/"packages"(?=\s*:)/, '"workspaces"') ?? null)?.workspaces ?? [];
}

/** The folders from a package up to the repository's root, both included. */
export function upwards(folder: string): readonly string[] {
  const names = folder === '' ? [] : folder.split('/');
  return names.map((_, at) => names.slice(0, names.length - at).join('/')).concat('');
}
