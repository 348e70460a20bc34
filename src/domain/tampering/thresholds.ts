import { enclosingMember, noLongerDemanded } from './demands.ts';

const TOOLS =
  'eslint|biome|oxlint|prettier|stylelint|jest|vitest|vite|mocha|nyc|c8|istanbul|ava|karma|playwright|cypress|tsconfig|jsconfig|codecov|coverage|flake8|pylint|mypy|pyrightconfig|ruff|bandit|pytest|tox|golangci|clippy|rustfmt|shellcheck|secretlint|gitleaks';

/** Files in which linters, compilers, runners and coverage tools are told what counts as good enough. */
const SETTINGS = new RegExp(
  String.raw`(?:^|/)(?:\.?(?:${TOOLS})(?:rc)?(?:[-.][\w-]+)*\.(?:jsonc?|json5|ya?ml|toml|ini|cfg)|\.?(?:${TOOLS})(?:rc|[\w.-]*\.config[\w.-]*)\.[cm]?[jt]s|\.?(?:${TOOLS})(?:rc|ignore)|\.(?:flake8|bandit)|setup\.cfg|pyproject\.toml|package\.json|deno\.jsonc?|Cargo\.toml|\.pre-commit-config\.yaml|\.codelicious\/config\.json|\.npmrc|\.yarnrc(?:\.yml)?)$`,
  'i',
);

/** Files that a project is made of, whatever they say of checks. */
const MANIFESTS = /(?:^|\/)(?:package\.json|Cargo\.toml|deno\.jsonc?)$/i;

/** Files by which pytest may be told to leave tests out, or what they test may be something else. */
const COLLECTS = /(?:^|\/)(?:conftest|sitecustomize|usercustomize)\.py$/;
const LEAVES_OUT =
  /\bcollect_ignore|\bpytest_(?:ignore_collect|configure|runtest_\w+|collection_\w+|sessionfinish|report_\w+)\b|\bautouse\b|\bsetattr\b|\bsys\.modules\b|\bos\._exit\b|\bpytest\.exit\b|^[ \t]*\w+(?:\.\w+)+[ \t]*=[^=]/m;

/** The function by which a package of Go runs its tests, or does not. */
const GO_TESTS = '_test.go';
const GO_MAIN = /^func TestMain\b/m;

/** Whether a new file may tell a check to be content with less than it is without. */
export function mayLoosen(path: string, text: string): boolean {
  if (COLLECTS.test(path)) return LEAVES_OUT.test(text);
  if (path.endsWith(GO_TESTS)) return GO_MAIN.test(text);
  return isIgnoreFile(path) || (SETTINGS.test(path) && !MANIFESTS.test(path));
}

/** Whether a file, or some of it, is settings of checks. */
export function isSettingsFile(path: string): boolean {
  return SETTINGS.test(path);
}

/** Whether a file tells a check how strict to be. */
export function isStrictnessFile(path: string): boolean {
  return SETTINGS.test(path) || COLLECTS.test(path);
}

/** Lists of files that linters and scanners leave out. */
const IGNORE_FILE =
  /(?:^|\/)\.(?:eslint|prettier|stylelint|biome|oxlint|secretlint|gitleaks|pylint)ignore$/i;

/** Whether a file is nothing but a list of what a check leaves out. */
export function isIgnoreFile(path: string): boolean {
  return IGNORE_FILE.test(path);
}

/** A number that must not fall: coverage floors. */
const FLOOR =
  /["']?\b(statements|branches|functions|lines|fail_under|(?:--)?(?:cov-)?fail-under|minimum_coverage|min(?:Patch)?Coverage|min(?:_patch)?_coverage|check-coverage|target|global)["']?(?:\s*[:=]\s*|\s+)["']?(\d+(?:\.\d+)?)/gi;

/** A number that must not rise: what is tolerated. */
const CEILING =
  /["']?\b(max-warnings|max-complexity|max-line-length|complexity|max-lines|max-depth|threshold_errors)["']?\s*[:= ]\s*["']?(\d+)/gi;

/** Words by which a rule or a compiler's strictness is switched off. */
const OFF =
  /["']?([@\w/.-]+)["']?\s*[:=]\s*(?:["'](?:off|allow)["']|\[\s*["'](?:off|allow)["']|false\b|0\s*[,}\n]|["']?none["']?\b)/g;
/** Keys whose `false` loosens; the others' says nothing about strictness. */
const STRICT_KEY =
  /^(?:strict\w*|no[A-Z]\w*|check\w*|alwaysStrict|exactOptional\w*|use[A-Z]\w*|disallow_\w+|warn_\w+|enabled|all|recommended|check-coverage|.*\/.*|[a-z]+(?:-[a-z]+)+)$/;

/** Lists of what is left out of a check: longer means looser. */
const LEFT_OUT =
  /["']?\b(ignore|ignores|exclude|excludes|extend-ignore|per-file-ignores|omit|skip|skips|ignorePatterns|testPathIgnorePatterns|disable|disabled_rules|disable_error_code|exclude_lines|exclude_also|exclude_dirs|report-?exclude|extend-exclude|coveragePathIgnorePatterns|modulePathIgnorePatterns|linters-?disable|issues-?exclude)["']?\s*[:=]\s*(\[[^\]]*\]|[^\n]*)/g;

/** Lists of what is looked at: shorter means looser. */
const LOOKED_AT =
  /["']?\b(testMatch|testRegex|testpaths|python_files|python_functions|python_classes|include|includes|spec|roots|collectCoverageFrom|source|select|files|filename)["']?\s*[:=]\s*(\[[^\]]*\]|[^\n]*)/g;

/** Options and hooks by which a runner leaves tests out, or is content without any. */
const OPTIONS =
  /\bcollect_ignore\w*|\bpytest_(?:ignore_collect|collection_modifyitems)\b|--(?:ignore|deselect|ignore-glob|exclude)[= ][^\s"',\]]+|--(?:pass-?[wW]ith-?[nN]o-?[tT]ests|allow-empty|no-strict)\b|\bpassWithNoTests["']?\s*:\s*true|-[km] ["']?not [^"']+|\b(?:ignore_errors|ignoreBuildErrors|ignoreDuringBuilds)["']?\s*[:=]\s*[Tt]rue|\bcontinue-on-error["']?\s*:\s*true|--(?:exit-zero|forceExit|force-exit)\b|\bexit[-_]zero\s*[:=]\s*[Tt]rue|\bforceExit["']?\s*:\s*true|\b(?:test|harness|autotests|doctest)\s*=\s*false\b/g;

export interface Loosening {
  /** What was loosened, as the file names it. */
  readonly key: string;
  readonly how: 'lowered' | 'raised' | 'switched_off' | 'left_out' | 'narrowed';
}

/** What a settings file demands less of after a change than before. */
export function loosenings(before: string, after: string): readonly Loosening[] {
  return [
    ...moved(before, after, { pattern: FLOOR, how: 'lowered', worse: (a, b) => b < a }),
    ...moved(before, after, { pattern: CEILING, how: 'raised', worse: (a, b) => b > a }),
    ...switchedOff(before, after),
    ...noLongerDemanded(before, after).map((key) => ({ key, how: 'switched_off' as const })),
    ...lists(before, after, LEFT_OUT).flatMap(({ key, old, now }) =>
      [...now].every((entry) => old.has(entry)) ? [] : [{ key, how: 'left_out' as const }],
    ),
    ...lists(before, after, LOOKED_AT).flatMap(({ key, old, now }) =>
      now.size > 0 && [...old].some((entry) => !now.has(entry))
        ? [{ key, how: 'narrowed' as const }]
        : [],
    ),
    ...optionsOf(after)
      .filter((option) => !optionsOf(before).includes(option))
      .map((key) => ({ key, how: 'left_out' as const })),
  ];
}

interface Measure {
  readonly pattern: RegExp;
  readonly how: 'lowered' | 'raised';
  readonly worse: (before: number, after: number) => boolean;
}

function moved(before: string, after: string, measure: Measure): readonly Loosening[] {
  const [old, now] = [numbers(before, measure.pattern), numbers(after, measure.pattern)];
  return [...old]
    .filter(([key, values]) => isWorse(values, now.get(key) ?? [], measure))
    .map(([key]) => ({ key, how: measure.how }));
}

/** Floors that are gone count as lowered; ceilings that are gone may have been replaced and count as nothing. */
function isWorse(old: readonly number[], now: readonly number[], { how, worse }: Measure): boolean {
  if (now.length === 0) return how === 'lowered';
  const least = (values: readonly number[]): number =>
    how === 'lowered' ? Math.min(...values) : Math.max(...values);
  return worse(least(old), least(now));
}

function numbers(text: string, pattern: RegExp): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [, key = '', value] of text.matchAll(pattern)) {
    const name = key.toLowerCase();
    found.set(name, [...(found.get(name) ?? []), Number(value)]);
  }
  return found;
}

function switchedOff(before: string, after: string): readonly Loosening[] {
  const old = new Set(offKeys(before));
  return [...new Set(offKeys(after))]
    .filter((key) => !old.has(key))
    .map((key) => ({ key, how: 'switched_off' }));
}

function offKeys(text: string): readonly string[] {
  return [...text.matchAll(OFF)]
    .filter(([, key = '']) => STRICT_KEY.test(key))
    .map(({ 1: key = '', index }) =>
      COMMON_KEY.test(key) ? `${enclosingMember(text, index)}.${key}` : key,
    );
}

/** Keys that say something only with the name of what they are of: `linter.enabled`. */
const COMMON_KEY = /^(?:enabled|all|recommended)$/;

interface Entries {
  readonly key: string;
  readonly old: ReadonlySet<string>;
  readonly now: ReadonlySet<string>;
}

/** The lists of both texts, by key. */
function lists(before: string, after: string, pattern: RegExp): readonly Entries[] {
  const [old, now] = [entriesOf(before, pattern), entriesOf(after, pattern)];
  return [...now].map(([key, entries]) => ({ key, old: old.get(key) ?? new Set(), now: entries }));
}

function entriesOf(text: string, pattern: RegExp): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, key = '', list = ''] of text.matchAll(pattern)) {
    const entries = found.get(key) ?? new Set<string>();
    for (const entry of list.match(/[^\s,'"[\]{}]+/g) ?? []) entries.add(entry);
    found.set(key, entries);
  }
  return found;
}

function optionsOf(text: string): readonly string[] {
  return text.match(OPTIONS) ?? [];
}
