/** What a file is read as. */
export type Syntax = 'script' | 'json' | 'jsonc' | 'yaml' | 'toml' | 'python';

const BY_EXTENSION: Readonly<Record<string, Syntax>> = {
  js: 'script',
  jsx: 'script',
  mjs: 'script',
  cjs: 'script',
  ts: 'script',
  tsx: 'script',
  mts: 'script',
  cts: 'script',
  json: 'json',
  ipynb: 'json',
  webmanifest: 'json',
  jsonc: 'jsonc',
  'code-workspace': 'jsonc',
  yaml: 'yaml',
  yml: 'yaml',
  toml: 'toml',
  py: 'python',
  pyi: 'python',
};

/** Files that end in `.json`, or in nothing, and whose readers take comments and trailing commas. */
const WITH_COMMENTS =
  /(?:^|\/)(?:[tj]sconfig[^/]*\.json|\.(?:eslintrc|babelrc|swcrc|jshintrc|oxlintrc|hintrc|jscsrc)(?:\.json)?|(?:deno|biome|turbo|nx|tslint|wrangler|api-extractor|typedoc|language-configuration|devcontainer|renovate|angular)\.json|\.(?:vscode|devcontainer)\/[^/]+\.json|rush\.json|common\/config\/.+\.json)$/i;

/** Where broken files are kept on purpose, or files that somebody else wrote. */
const KEPT_ASIDE =
  /(?:^|\/)(?:__fixtures__|fixtures?|testdata|test[-_]data|__snapshots__|snapshots?|corpus|corpora|node_modules|vendor|third[-_]party|\.yarn)\//i;

/** Written by a package manager and longer than worth reading; its own commands tell when it is broken. */
const GENERATED = /(?:^|\/)(?:pnpm-lock\.yaml|\.pnp\.c?js)$|\.min\.[cm]?js$/;

/**
 * How a path is read; null for what nothing here reads. Templates of paths (`{{name}}/setup.py`) and fixtures, which
 * are often broken on purpose, are left alone.
 */
export function syntaxOf(path: string): Syntax | null {
  if (/\{\{|\{%/.test(path) || KEPT_ASIDE.test(path) || GENERATED.test(path)) return null;
  if (WITH_COMMENTS.test(path)) return 'jsonc';
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return BY_EXTENSION[name.slice(name.lastIndexOf('.') + 1)] ?? null;
}
