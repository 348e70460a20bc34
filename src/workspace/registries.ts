import { type TomlTable, tomlStrings, tomlTables } from './toml.ts';

/** Who installs: each kind of package manager has registries of its own. */
export type RegistryKind = 'node' | 'python' | 'go' | 'rust' | 'php';

export const REGISTRY_KINDS: readonly RegistryKind[] = ['node', 'python', 'go', 'rust', 'php'];

/** Where packages come from when nobody says otherwise, with the hosts that serve their files. */
const PUBLIC: Readonly<Record<RegistryKind, readonly string[]>> = {
  node: ['https://registry.npmjs.org', 'https://registry.yarnpkg.com'],
  python: ['https://pypi.org', 'https://files.pythonhosted.org'],
  go: ['https://proxy.golang.org', 'https://sum.golang.org'],
  rust: ['https://index.crates.io', 'https://static.crates.io'],
  php: ['https://repo.packagist.org', 'https://api.github.com', 'https://codeload.github.com'],
};

/** Variables that name registries, several of them parted by commas, bars or blanks. */
const VARIABLES: Readonly<Record<RegistryKind, RegExp>> = {
  node: /^(?:npm_config_(?:@[^:]+:)?registry|yarn_registry|yarn_npm_registry_server|bun_config_registry)$/i,
  python:
    /^(?:PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|PIP_FIND_LINKS|UV_DEFAULT_INDEX|UV_INDEX|UV_(?:EXTRA_)?INDEX_URL)$/,
  go: /^GOPROXY$/,
  rust: /^CARGO_REGISTR(?:Y|IES_\w+)_INDEX$/,
  php: /^COMPOSER_REPO_PACKAGIST$/,
};

/** A file that may name registries. */
export interface RegistryFile {
  readonly kind: RegistryKind;
  /** `~/` for the user's folder, else relative to the checkout. */
  readonly path: string;
  readonly read: (text: string) => readonly RegistrySetting[];
}

/** A registry, and the variable by which a package manager can be told of it without the file. */
export interface RegistrySetting {
  readonly url: string;
  readonly variable: string | null;
}

/** Every place in which a person says where packages come from; the nearest last. */
export const REGISTRY_FILES: readonly RegistryFile[] = [
  { kind: 'node', path: '~/.npmrc', read: npmSettings },
  { kind: 'node', path: '.npmrc', read: npmSettings },
  { kind: 'node', path: '~/.yarnrc.yml', read: yarnSettings },
  { kind: 'node', path: '.yarnrc.yml', read: yarnSettings },
  { kind: 'node', path: '.yarnrc', read: bySpace },
  { kind: 'node', path: 'bunfig.toml', read: (text) => fromTables(text, BUN) },
  { kind: 'python', path: '~/.config/pip/pip.conf', read: pipSettings },
  { kind: 'python', path: '~/.pip/pip.conf', read: pipSettings },
  { kind: 'python', path: '~/.config/uv/uv.toml', read: (text) => fromTables(text, UV) },
  { kind: 'python', path: 'uv.toml', read: (text) => fromTables(text, UV) },
  { kind: 'python', path: 'pyproject.toml', read: (text) => fromTables(text, PYPROJECT) },
  { kind: 'go', path: '~/.config/go/env', read: goSettings },
  { kind: 'rust', path: '~/.cargo/config.toml', read: (text) => fromTables(text, CARGO) },
  { kind: 'rust', path: '.cargo/config.toml', read: (text) => fromTables(text, CARGO) },
];

/** Whether a variable says where packages come from. */
export function namesRegistry(variable: string): boolean {
  return Object.values(VARIABLES).some((pattern) => pattern.test(variable));
}

/**
 * Hosts, with their ports, that an installation may talk to: those that variables and files name, else the public
 * ones.
 */
export function registryHosts(
  kind: RegistryKind,
  env: Readonly<Record<string, string>>,
  settings: readonly RegistrySetting[],
): readonly string[] {
  const named = Object.entries(env).flatMap(([name, value]) =>
    VARIABLES[kind].test(name) ? value.split(/[\s,|]+/) : [],
  );
  const told = [...named, ...settings.map(({ url }) => url)].flatMap(hostOf);
  const hosts = told.length > 0 ? told : PUBLIC[kind].flatMap(hostOf);
  return [...new Set(kind === 'go' ? [...hosts, ...checksums(env)] : hosts)];
}

/** `host:port` of a URL; none where it is something else, such as a folder. */
function hostOf(text: string): readonly string[] {
  try {
    const url = new URL(text.replace(/^(?:sparse|git)\+/, ''));
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return [];
    return [`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`];
  } catch {
    return [];
  }
}

/** Go asks a database of checksums beside its proxy. */
function checksums(env: Readonly<Record<string, string>>): readonly string[] {
  const database = env['GOSUMDB'] ?? '';
  return database === 'off' ? [] : ['sum.golang.org:443'];
}

/** Lines `registry=URL` and `@scope:registry=URL`; npm reads each from a variable too. */
function npmSettings(text: string): readonly RegistrySetting[] {
  const lines = text.matchAll(/^\s*((?:@[^:\s]+:)?registry)\s*=\s*"?([^\s"]+)/gm);
  return [...lines].map(([, key = '', url = '']) => ({ url, variable: `npm_config_${key}` }));
}

function yarnSettings(text: string): readonly RegistrySetting[] {
  const lines = text.matchAll(/^\s*npmRegistryServer:\s*["']?([^\s"']+)/gm);
  return [...lines].map(([, url = '']) => ({ url, variable: null }));
}

function bySpace(text: string): readonly RegistrySetting[] {
  const lines = text.matchAll(/^\s*"?(?:@[^:\s]+:)?registry"?\s+"?([^\s"]+)/gm);
  return [...lines].map(([, url = '']) => ({ url, variable: null }));
}

const PIP_VARIABLES: Readonly<Record<string, string>> = {
  'index-url': 'PIP_INDEX_URL',
  'extra-index-url': 'PIP_EXTRA_INDEX_URL',
};

function pipSettings(text: string): readonly RegistrySetting[] {
  const lines = text.matchAll(/^\s*(index-url|extra-index-url)\s*[=:]\s*(\S+)/gm);
  return [...lines].map(([, key = '', url = '']) => {
    return { url, variable: PIP_VARIABLES[key] ?? null };
  });
}

function goSettings(text: string): readonly RegistrySetting[] {
  const value = /^GOPROXY=(.*)$/m.exec(text)?.[1] ?? '';
  return value.split(/[,|\s]+/).map((url) => ({ url, variable: null }));
}

/** Whether the strings of an entry are registries. */
type Naming = (table: string, key: string) => boolean;

const UV: Naming = (table, key) =>
  (table === 'index' && key === 'url') ||
  ((table === '' || table === 'pip') && /^(?:default-index|(?:extra-)?index-url|index)$/.test(key));
const PYPROJECT: Naming = (table, key) =>
  (/^tool\.(?:uv\.index|poetry\.source|pdm\.source)$/.test(table) && key === 'url') ||
  (/^tool\.uv(?:\.pip)?$/.test(table) && /^(?:default-index|(?:extra-)?index-url)$/.test(key));
const CARGO: Naming = (table, key) =>
  (table.startsWith('registries.') && key === 'index') ||
  (table.startsWith('source.') && key === 'registry');
const BUN: Naming = (table, key) => table.startsWith('install') && /registry|url/.test(key);

function fromTables(text: string, names: Naming): readonly RegistrySetting[] {
  const urls = ({ name, entries }: TomlTable): readonly string[] =>
    entries.filter(([key]) => names(name, key)).flatMap(([, value]) => tomlStrings(value));
  return tomlTables(text)
    .flatMap(urls)
    .map((url) => ({ url, variable: null }));
}
