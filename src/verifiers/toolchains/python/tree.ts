import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import type { VerifyScope } from '../../../ports/verifier.ts';
import { parentOf } from '../packages.ts';
import { entriesOf, readTreeFile } from '../tree-files.ts';

/** What a walk of a tree finds of Python; paths are repository-relative. */
export interface PythonTree {
  /** Modules and stubs. */
  readonly files: readonly string[];
  /** Files by which a project says what it is and how it is checked, those a change deletes too. */
  readonly settings: readonly string[];
  /** Folders of packages in other languages. */
  readonly foreign: ReadonlySet<string>;
  /** The text of such a file: the base's where the change touches it, else the tree's; empty where there is none. */
  textOf(path: string): Promise<string>;
}

/** Entries looked at before a walk is given up. */
const MAX_ENTRIES = 100_000;
/** Folders that hold what was installed. */
const INSTALLED = /^(?:node_modules|site-packages|__pycache__|.*\.egg-info)$/;
/** Folders of the tree's root that hold what was installed or built. */
const BUILT = /^(?:dist|build|target|venv|env)$/;

const SETTINGS = new RegExp(
  `^(?:${[
    String.raw`pyproject\.toml|setup\.(?:py|cfg)|tox\.ini|\.?pytest\.(?:ini|toml)|manage\.py|Pipfile`,
    String.raw`.*requirements.*\.(?:txt|in)|environment\.ya?ml`,
    String.raw`\.?ruff\.toml|\.flake8|\.bandit|bandit\.ya?ml|\.?mypy\.ini|pyrightconfig\.json|\.coveragerc`,
  ].join('|')})$`,
);

/** Manifests of other languages. */
const FOREIGN = /(?:^|\/)(?:package\.json|go\.mod|Cargo\.toml)$/;

/** Whether a file says how a Python project is made or checked. */
export function isSettings(path: string): boolean {
  return SETTINGS.test(path.slice(path.lastIndexOf('/') + 1));
}

/** Reads what there is of Python, by one bounded walk. */
export async function readPythonTree(scope: VerifyScope): Promise<PythonTree> {
  const files: string[] = [];
  const foreign = new Set<string>();
  const settings = new Set(scope.changed.filter(isSettings));
  for await (const path of filesOf(scope.root)) {
    if (/\.pyi?$/.test(path)) files.push(path);
    if (isSettings(path)) settings.add(path);
    if (FOREIGN.test(path)) foreign.add(parentOf(path));
  }
  const changed = new Set(scope.changed);
  const texts = new Map<string, Promise<string>>();
  const read = async (path: string): Promise<string> => {
    const base = changed.has(path) ? await scope.baseFile(path) : null;
    return base ?? (await readTreeFile(scope.root, path)) ?? '';
  };
  return {
    files: files.toSorted(),
    settings: [...settings].toSorted(),
    foreign,
    textOf: async (path) => {
      const text = texts.get(path) ?? read(path);
      texts.set(path, text);
      return text;
    },
  };
}

/** Every plain file; links, hidden folders and those of what was installed are not entered. */
async function* filesOf(root: string): AsyncGenerator<string> {
  const folders = [''];
  let seen = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await entriesOf(join(root, folder));
    if (entries.some(({ name }) => name === 'pyvenv.cfg')) continue;
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) yield path;
      else if (isOwn(entry, folder)) folders.push(path);
    }
    seen += entries.length;
    if (seen > MAX_ENTRIES) return;
  }
}

function isOwn(entry: Dirent, folder: string): boolean {
  const { name } = entry;
  if (!entry.isDirectory() || name.startsWith('.') || INSTALLED.test(name)) return false;
  return folder !== '' || !BUILT.test(name);
}
