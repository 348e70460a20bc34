import { isTestMaterial } from '../../../domain/proof.ts';
import { isTestFile } from '../../../domain/tampering/language.ts';

/** What a changed file means for the question which tests are related to it. */
export type ChangedKind =
  | 'test'
  /** A runner's graph of imports knows it. */
  | 'source'
  /** It may change what every test does. */
  | 'settings'
  /** No test depends on it. */
  | 'text'
  /** No graph knows it, and tests may read it. */
  | 'data';

const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte)$/i;
const TEXT =
  /(?:\.(?:md|mdx|rst|adoc)|(?:^|\/)(?:LICEN[CS]E[^/]*|CODEOWNERS|\.git(?:ignore|attributes)|\.editorconfig))$/;
/** Settings of tools that have no part in tests. */
const ASIDE =
  /(?:^|\/)(?:\.?eslint[^/]*|\.?prettier[^/]*|biome\.jsonc?|\.oxlintrc\.json|\.?commitlint[^/]*|\.lintstagedrc[^/]*|lint-staged\.config\.[^/]*|\.github\/.*|\.husky\/.*|\.vscode\/.*|\.codelicious\/.*)$/;
const SETTINGS =
  /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|bun\.lockb?|bunfig\.toml|lerna\.json|nx\.json|turbo\.json|[tj]sconfig[^/]*\.json|\.(?:mocharc|babelrc|swcrc|npmrc|yarnrc|env|nvmrc|node-version|c8rc|nycrc|browserslistrc|postcssrc|taprc)[^/]*|[^/]+\.(?:config|workspace|conf)\.(?:[cm]?[jt]s|json)|(?:[^/]*[.-])?(?:setup|global-?setup|setup-?tests?|setup-?files?)[^/]*\.[cm]?[jt]sx?)$/i;
const SNAPSHOT = /^(.*?)__snapshots__\/([^/]+)\.snap$/;

/** What a changed file is. @param path repository-relative */
export function changedKind(path: string): ChangedKind {
  if (ASIDE.test(path)) return 'text';
  if (SETTINGS.test(path)) return 'settings';
  if (CODE.test(path)) return isTestFile(path) && !isSupport(path) ? 'test' : 'source';
  if (TEXT.test(path)) return isTestMaterial(path) ? 'data' : 'text';
  return 'data';
}

/** Files in a folder of tests that are not tests by their own name: helpers, which tests import. */
function isSupport(path: string): boolean {
  return /(?:^|\/)(?:__mocks__|fixtures?|support|helpers?|utils?)\//.test(path);
}

/** The test that a recorded snapshot belongs to; null for any other file. */
function testOfSnapshot(path: string): string | null {
  const [, folder, name] = SNAPSHOT.exec(path) ?? [];
  return folder === undefined || name === undefined ? null : `${folder}${name}`;
}

/** Which files' tests are to be run; `all` where that cannot be told. */
export type Related =
  | { readonly type: 'all' }
  | { readonly type: 'files'; readonly files: readonly string[] };

/** More files than this are not named one by one. */
const MAX_FILES = 300;

const ALL: Related = { type: 'all' };

/**
 * The changed code whose tests are enough; everything where settings, data or deleted source make that a guess.
 * @param isThere whether a path is a file of the tree
 */
export async function relatedTo(
  changed: readonly string[],
  isThere: (path: string) => Promise<boolean>,
): Promise<Related> {
  const files = new Set<string>();
  for (const path of changed) {
    const snapshot = testOfSnapshot(path);
    const kind = snapshot === null ? changedKind(path) : 'test';
    if (kind === 'text') continue;
    if (kind === 'settings' || kind === 'data') return ALL;
    const file = snapshot ?? path;
    if (await isThere(file)) files.add(file);
    else if (kind === 'source') return ALL;
  }
  return files.size === 0 || files.size > MAX_FILES ? ALL : { type: 'files', files: [...files] };
}
