import { posix } from 'node:path';
import { findCircles } from './circles.ts';
import type { Import, Module } from './modules.ts';
import rules from './rules.json' with { type: 'json' };

/** A rule that a module breaks. */
export interface Violation {
  readonly rule:
    | 'unknown room'
    | 'layer'
    | 'package'
    | 'builtin'
    | 'effect'
    | 'catch'
    | 'exit code'
    | 'circle'
    | 'unresolved'
    | 'empty name';
  readonly path: string;
  readonly detail: string;
}

interface Room {
  readonly kind: string;
  readonly sees: readonly string[];
}

const rooms: Readonly<Record<string, Room>> = rules.rooms;
const packages: Readonly<Record<string, readonly string[]>> = rules.packages;
const innerBuiltins: Readonly<Record<string, readonly string[]>> = rules.innerBuiltins;

/** The room of a path below `src`: its first folder, or the name of a file beside the rooms. */
function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '');
}

/** Every broken rule, in the order of the modules; circles last. */
export function violationsIn(modules: readonly Module[]): readonly Violation[] {
  const known = new Set(modules.map((module) => module.path));
  return [...modules.flatMap((module) => violationsOf(module, known)), ...circlesIn(modules)];
}

function violationsOf(module: Module, known: ReadonlySet<string>): readonly Violation[] {
  const { path } = module;
  const room = rooms[roomOf(path)];
  if (room === undefined) return [{ rule: 'unknown room', path, detail: roomOf(path) }];
  return [
    ...module.imports.flatMap((taken) => importViolations({ path, room, taken, known })),
    ...effectViolations(module, room),
    ...nameViolations(path),
  ];
}

interface Taking {
  readonly path: string;
  readonly room: Room;
  readonly taken: Import;
  readonly known: ReadonlySet<string>;
}

function importViolations(taking: Taking): readonly Violation[] {
  const { specifier } = taking.taken;
  if (specifier.startsWith('.')) return relativeViolations(taking);
  if (specifier.startsWith('node:')) return builtinViolations(taking);
  return packageViolations(taking);
}

function relativeViolations({ path, room, taken, known }: Taking): readonly Violation[] {
  const target = resolve(path, taken.specifier);
  if (!known.has(target)) return [{ rule: 'unresolved', path, detail: taken.specifier }];
  const there = roomOf(target);
  const allowed = there === roomOf(path) || room.sees.includes(there);
  return allowed ? [] : [{ rule: 'layer', path, detail: target }];
}

function builtinViolations({ path, room, taken }: Taking): readonly Violation[] {
  if (room.kind !== 'inner') return [];
  const names = innerBuiltins[taken.specifier] ?? [];
  const allowed = names.includes('*') || taken.names.every((name) => names.includes(name));
  const empty = names.length === 0;
  return allowed && !empty ? [] : [{ rule: 'builtin', path, detail: taken.specifier }];
}

function packageViolations({ path, taken }: Taking): readonly Violation[] {
  const name = /^(@[^/]+\/)?[^/]+/.exec(taken.specifier)?.[0] ?? '';
  const homes = packages[name] ?? [];
  const allowed = homes.some((home) => home === '' || path.startsWith(`${home}/`));
  return allowed ? [] : [{ rule: 'package', path, detail: taken.specifier }];
}

function effectViolations({ path, effects }: Module, room: Room): readonly Violation[] {
  const inner = room.kind === 'inner';
  const globals = effects.filter((effect) => inner && rules.innerGlobals.includes(effect));
  const catches =
    room.kind !== 'adapter' && effects.includes('catch') && !rules.catchers.includes(path);
  const exits = effects.filter(
    (effect) => /^process\.exit(Code)?$/.test(effect) && !rules.exitCodeSetters.includes(path),
  );
  return [
    ...globals.map((detail) => ({ rule: 'effect', path, detail }) as const),
    ...(catches ? [{ rule: 'catch', path, detail: 'catch' } as const] : []),
    ...exits.map((detail) => ({ rule: 'exit code', path, detail }) as const),
  ];
}

/** A file is named for what it owns. */
function nameViolations(path: string): readonly Violation[] {
  const names = path.replace(/\.ts$/, '').split('/');
  const words = names.filter((name) => !rules.plainNames.includes(name)).flatMap(wordsOf);
  const empty = words.filter((word) => rules.emptyNames.includes(word));
  return empty.map((detail) => ({ rule: 'empty name', path, detail }));
}

function wordsOf(name: string): readonly string[] {
  return name.split('-');
}

function circlesIn(modules: readonly Module[]): readonly Violation[] {
  const edges = new Map(
    modules.map((module) => [
      module.path,
      module.imports
        .filter((taken) => taken.specifier.startsWith('.'))
        .map((taken) => resolve(module.path, taken.specifier)),
    ]),
  );
  return findCircles(edges).map((circle) => ({
    rule: 'circle',
    path: circle[0] ?? '',
    detail: circle.join(' → '),
  }));
}

function resolve(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}
