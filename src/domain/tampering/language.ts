/** Languages whose tests and suppressions are known here. */
export type Language = 'js' | 'python' | 'go' | 'rust' | 'other';

const BY_EXTENSION: Readonly<Record<string, Language>> = {
  js: 'js',
  jsx: 'js',
  mjs: 'js',
  cjs: 'js',
  ts: 'js',
  tsx: 'js',
  mts: 'js',
  cts: 'js',
  vue: 'js',
  svelte: 'js',
  py: 'python',
  pyi: 'python',
  go: 'go',
  rs: 'rust',
};

/** The language of a file, by its extension. */
export function languageOf(path: string): Language {
  return BY_EXTENSION[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'other';
}

const TEST_NAMES: Readonly<Record<Language, RegExp>> = {
  js: /(?:^|\/)(?:[^/]*[._-](?:test|tests|spec|e2e|cy)\.[^/.]+|(?:__tests__|tests?|e2e|spec)\/.*)$|^tests?\.[cm]?[jt]sx?$/i,
  python: /(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|tests?\/.*)\.pyi?$/i,
  go: /_test\.go$/,
  rust: /(?:^|\/)tests\/.*\.rs$|(?:^|\/)tests?\.rs$/,
  other: /(?:^|\/)(?:tests?|spec)\/.*\.(?:sh|bats|rb|php|java|kt|cs)$/i,
};

/** Whether a file holds tests by the conventions of the usual runners. */
export function isTestFile(path: string): boolean {
  return TEST_NAMES[languageOf(path)].test(path);
}

/** How the usual runners know a file of tests by its own name, whatever folder it is in. */
const OWN_NAME =
  /[._-](?:tests?|spec|e2e|cy)\.\w+$|^(?:tests?|spec)[._-]|^tests?\.\w+$|_test\.\w+$/i;

/** Whether a file is one of tests by its own name. */
export function isTestName(path: string): boolean {
  return OWN_NAME.test(path.slice(path.lastIndexOf('/') + 1));
}

/** What tests compare with, kept beside them: snapshots and the like. */
const EXPECTATION =
  /\.(?:snap|golden|ambr)$|\.approved\.\w+$|(?:^|\/)__(?:image_)?snapshots__\/|(?:^|\/)testdata\/.*\.(?:txt|json|out|want)$/i;

/** Whether a file holds what tests expect. */
export function isExpectation(path: string): boolean {
  return EXPECTATION.test(path);
}

/** What a file of source or of tests is about, by its name: `sum` of `sum.test.js`, `test_sum.py` and `sum.go`. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.indexOf('.', 1);
  const bare = dot === -1 ? name : name.slice(0, dot);
  return bare
    .replace(/^(?:tests?|spec)[_-]/i, '')
    .replace(/(?:[_-](?:tests?|spec|e2e)|(?<=[a-z])(?:Tests?|Spec))$/, '')
    .toLowerCase();
}
