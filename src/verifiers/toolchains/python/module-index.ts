import { parentOf } from '../packages.ts';
import type { Imports } from './imports.ts';

/** Finds the files behind imports. */
export interface ModuleIndex {
  /** Files that run when a file's imports do; its own package's first of those that fit. */
  filesOf(imports: Imports, from: string): ReadonlySet<string>;
}

/**
 * An index of modules by every name they could be imported by: a dotted name fits any file whose path ends so, a name
 * without dots only where no package is around the file. Where several packages of a repository have one, those of
 * the importing file's own count.
 * @param files repository-relative
 * @param packageOf the package a file belongs to
 */
export function indexModules(
  files: readonly string[],
  packageOf: (path: string) => string | null,
): ModuleIndex {
  const there = new Set(files);
  const byName = new Map<string, string[]>();
  for (const path of files) {
    for (const name of namesOf(path, there)) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [path]);
      else known.push(path);
    }
  }
  const named = (name: string, from: string): readonly string[] => {
    const all = byName.get(name) ?? [];
    const own = all.filter((path) => packageOf(path) === packageOf(from));
    return own.length > 0 ? own : all;
  };
  return {
    filesOf: ({ absolute, relative, quoted }, from) => {
      const found = new Set<string>();
      const add = (paths: readonly string[]): void => paths.forEach((path) => found.add(path));
      for (const name of absolute) for (const part of prefixes(name)) add(named(part, from));
      for (const name of quoted) for (const part of prefixes(name)) add(dotted(part, from, named));
      for (const [up, name] of relative) add(relatively(folderUp(from, up), name, there));
      return found;
    },
  };
}

/** A word in quotes is a module only if it says where. */
function dotted(
  name: string,
  from: string,
  named: (name: string, from: string) => readonly string[],
): readonly string[] {
  return name.includes('.') ? named(name, from) : [];
}

/** `a.b.c` → `a`, `a.b`, `a.b.c`: importing the last runs them all. */
function prefixes(name: string): readonly string[] {
  const parts = name.split('.');
  return parts.map((_, at) => parts.slice(0, at + 1).join('.'));
}

function namesOf(path: string, there: ReadonlySet<string>): readonly string[] {
  const isPackage = /(?:^|\/)__init__\.pyi?$/.test(path);
  const module = isPackage ? parentOf(path) : path.replace(/\.pyi?$/, '');
  if (module === '') return [];
  const parts = module.split('/');
  const names = parts.slice(0, -1).map((_, at) => parts.slice(at).join('.'));
  const isTop = !there.has(join(parentOf(module), '__init__.py'));
  return isTop ? [...names, parts.at(-1) ?? ''] : names;
}

function folderUp(path: string, up: number): string {
  let folder = parentOf(path);
  for (let left = up; left > 1; left -= 1) folder = parentOf(folder);
  return folder;
}

function relatively(folder: string, name: string, there: ReadonlySet<string>): readonly string[] {
  const places = ['', ...prefixes(name)].map((part) => join(folder, part.replaceAll('.', '/')));
  return places
    .flatMap((place) => [join(place, '__init__.py'), `${place}.py`])
    .filter((path) => there.has(path));
}

function join(folder: string, name: string): string {
  return [folder, name].filter((part) => part !== '').join('/');
}
