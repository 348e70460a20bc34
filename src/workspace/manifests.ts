import * as z from 'zod';
import { requirementLines } from './requirements.ts';
import { type TomlTable, tomlStrings, tomlTables } from './toml.ts';

/** Whose packages a manifest asks for. */
export type Ecosystem = 'node' | 'python' | 'go' | 'rust';

/** A manifest that asks for something else than what is installed. */
export interface Wish {
  readonly path: string;
  readonly ecosystem: Ecosystem;
  /** What it did not ask for before. */
  readonly added: readonly string[];
}

interface Kind {
  readonly ecosystem: Ecosystem;
  /** What the last segment of its path is like. */
  readonly name: RegExp;
  /** What of its text concerns dependencies, one line for each wish. */
  readonly asks: (text: string) => readonly string[];
}

/** Folders of installed packages, whose manifests are not the repository's own. */
const FOREIGN = /(?:^|\/)(?:node_modules|\.?venv|vendor|\.git)\//;

const KINDS: readonly Kind[] = [
  { ecosystem: 'node', name: /^package\.json$/, asks: packageAsks },
  { ecosystem: 'node', name: /^pnpm-workspace\.ya?ml$/, asks: linesOf },
  { ecosystem: 'python', name: /^pyproject\.toml$/, asks: (text) => tablesAsk(text, PYPROJECT) },
  {
    ecosystem: 'python',
    name: /^(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|constraints[\w.-]*\.txt)$/,
    asks: requirementLines,
  },
  { ecosystem: 'go', name: /^go\.(?:mod|work)$/, asks: goAsks },
  { ecosystem: 'rust', name: /^Cargo\.toml$/, asks: (text) => tablesAsk(text, CARGO) },
];

/** Whose manifest a path is; null for any other file. */
export function manifestOf(path: string): Ecosystem | null {
  return kindOf(path)?.ecosystem ?? null;
}

/** What a manifest asks to be installed, in one order; nothing where there is none. */
export function asksFor(path: string, text: string | null): readonly string[] {
  return text === null ? [] : (kindOf(path)?.asks(text) ?? []).toSorted();
}

function kindOf(path: string): Kind | undefined {
  if (FOREIGN.test(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const inFolder = /(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/.test(path);
  return KINDS.find((kind) => kind.name.test(inFolder ? 'requirements.txt' : name));
}

/** Members of `package.json` by which a package manager decides what to install. */
const PACKAGE_MEMBERS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'dependenciesMeta',
  'bundleDependencies',
  'bundledDependencies',
  'workspaces',
  'overrides',
  'resolutions',
  'pnpm',
  'catalog',
  'catalogs',
] as const;

const objectSchema = z.record(z.string(), z.unknown());

/** `dependencies.name "^1.0.0"` for each entry; the whole text where it is no JSON. */
function packageAsks(text: string): readonly string[] {
  const read = objectSchema.safeParse(parse(text));
  if (!read.success) return [text];
  return PACKAGE_MEMBERS.flatMap((member) => {
    const value = read.data[member];
    const entries = objectSchema.safeParse(value);
    if (!entries.success) return value === undefined ? [] : [`${member} ${sorted(value) ?? ''}`];
    return Object.entries(entries.data).map(
      ([key, one]) => `${member}.${key} ${sorted(one) ?? ''}`,
    );
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch {
    return null;
  }
}

/** JSON with the members of every object in one order. */
function sorted(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Whether an entry of a table concerns what is installed. */
type Chosen = (table: string, key: string) => boolean;

const PYPROJECT: Chosen = (table, key) =>
  (table === 'project' && /^(?:dependencies|optional-dependencies|requires-python)/.test(key)) ||
  /^(?:project\.optional-dependencies|dependency-groups|build-system|tool\.(?:uv|pdm)\.(?:sources|dev-dependencies|workspace|index))/.test(
    table,
  ) ||
  /^tool\.poetry\.(?:dependencies|dev-dependencies|group\..*|source)$/.test(table) ||
  (table === 'tool.uv' && /dependencies|index|sources/.test(key));

const CARGO: Chosen = (table, key) =>
  /(?:^|\.)(?:dev-|build-)?dependencies(?:\.|$)/.test(table) ||
  /^(?:patch|replace)\b/.test(table) ||
  (table === 'workspace' && /^(?:members|exclude|default-members)$/.test(key)) ||
  /(?:^|\.)(?:dev-|build-)?dependencies\./.test(key);

/** `project.dependencies "name>=1"` for each text of a list, `dependencies.name value` for all else. */
function tablesAsk(text: string, chosen: Chosen): readonly string[] {
  const asked = ({ name, entries }: TomlTable): readonly string[] =>
    entries
      .filter(([key]) => chosen(name, key))
      .flatMap(([key, value]) => wishes(value).map((wish) => `${name}.${key} ${wish}`));
  return tomlTables(text).flatMap(asked);
}

function wishes(value: string): readonly string[] {
  const listed = value.startsWith('[') && !value.includes('{');
  return listed
    ? tomlStrings(value).map((one) => JSON.stringify(one))
    : [value.replace(/\s+/g, ' ')];
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** A `go.mod` holds nothing but what concerns dependencies. */
function goAsks(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim());
  return lines.filter((line) => line !== '' && !line.startsWith('module '));
}
