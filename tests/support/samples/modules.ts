import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where packages are taken from: our own, and the tools that only tests of them need. */
const HOMES = ['../../../node_modules/', '../../real-tools/node_modules/'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/** `name=folder`: a package of the repository itself, as workspaces have it. */
const WORKSPACE = /^(.+)=(.+)$/;

/** Whether every one of these packages is at hand. */
export function hasModules(names: readonly string[]): boolean {
  return names.every((name) => WORKSPACE.test(name) || homeOf(name) !== null);
}

/**
 * Installs packages into `root/node_modules` the way a package manager that links does: one link for each package,
 * and the programs they bring in `.bin`.
 * @throws Error naming a package that is not at hand
 */
export function linkModules(root: string, names: readonly string[]): void {
  if (names.length === 0) return;
  const modules = join(root, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const name of names) {
    const [, own, folder] = WORKSPACE.exec(name) ?? [];
    if (own !== undefined && folder !== undefined) {
      mkdirSync(dirname(join(modules, own)), { recursive: true });
      symlinkSync(relative(dirname(join(modules, own)), join(root, folder)), join(modules, own));
      continue;
    }
    const home = homeOf(name);
    if (home === null) throw new Error(`${name} is not installed`);
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(home, name), join(modules, name));
    for (const [program, path] of programsOf(join(home, name))) {
      symlinkSync(join('..', name, path), join(modules, '.bin', program));
    }
  }
}

function homeOf(name: string): string | null {
  return HOMES.find((home) => existsSync(join(home, name, 'package.json'))) ?? null;
}

function programsOf(folder: string): readonly (readonly [string, string])[] {
  const { name, bin = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly bin?: string | Readonly<Record<string, string>>;
  };
  return Object.entries(typeof bin === 'string' ? { [name]: bin } : bin);
}
