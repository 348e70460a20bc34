/** Files in which linters, compilers, runners and coverage tools are told what counts as good enough. */
const SETTINGS =
  /(?:^|\/)(?:\.?(?:eslint|biome|oxlint|prettier|stylelint|jest|vitest|vite|mocharc|nycrc|c8rc|istanbul|ava|karma|playwright|cypress|tsconfig|jsconfig|codecov|coveragerc|flake8|pylintrc|mypy|ruff|bandit|pytest|tox|golangci|clippy|shellcheckrc|secretlintrc|gitleaks)[^/]*|setup\.cfg|pyproject\.toml|package\.json|deno\.jsonc?|Cargo\.toml|\.pre-commit-config\.yaml|\.(?:eslint|prettier|secretlint|gitleaks)ignore)$/i;

/** Whether a file tells a check how strict to be. */
export function isStrictnessFile(path: string): boolean {
  return SETTINGS.test(path);
}

/** A number that must not fall: coverage floors. */
const FLOOR =
  /["']?\b(statements|branches|functions|lines|fail_under|fail-under|minimum_coverage|minCoverage|min_coverage|check-coverage|target|--cov-fail-under|global)["']?\s*[:=]\s*["']?(\d+(?:\.\d+)?)/gi;

/** A number that must not rise: what is tolerated. */
const CEILING =
  /["']?\b(max-warnings|max-complexity|max-line-length|complexity|max-lines|max-depth|threshold_errors)["']?\s*[:= ]\s*["']?(\d+)/gi;

/** Words by which a rule or a compiler's strictness is switched off. */
const OFF =
  /["']?([@\w/.-]+)["']?\s*[:=]\s*(?:["']off["']|\[\s*["']off["']|false\b|0\s*[,}\n]|["']?none["']?\b)/g;
/** Keys whose `false` loosens; the others' says nothing about strictness. */
const STRICT_KEY =
  /^(?:strict\w*|no[A-Z]\w*|check\w*|alwaysStrict|exactOptional\w*|use[A-Z]\w*|disallow_\w+|warn_\w+|enabled|all|recommended|.*\/.*|[a-z]+(?:-[a-z]+)+)$/;

/** Lists of what is left out of a check: longer means looser. */
const LEFT_OUT =
  /["']?\b(ignore|ignores|exclude|excludes|extend-ignore|per-file-ignores|omit|skip|skips|ignorePatterns|coveragePathIgnorePatterns|testPathIgnorePatterns|disable|disabled_rules)["']?\s*[:=]\s*(\[[^\]]*\]|[^\n]*)/g;

export interface Loosening {
  /** What was loosened, as the file names it. */
  readonly key: string;
  readonly how: 'lowered' | 'raised' | 'switched_off' | 'left_out';
}

/** What a settings file demands less of after a change than before. */
export function loosenings(before: string, after: string): readonly Loosening[] {
  return [
    ...moved(before, after, { pattern: FLOOR, how: 'lowered', worse: (a, b) => b < a }),
    ...moved(before, after, { pattern: CEILING, how: 'raised', worse: (a, b) => b > a }),
    ...switchedOff(before, after),
    ...leftOut(before, after),
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
  return [...text.matchAll(OFF)].map(([, key = '']) => key).filter((key) => STRICT_KEY.test(key));
}

function leftOut(before: string, after: string): readonly Loosening[] {
  const [old, now] = [excluded(before), excluded(after)];
  return [...now]
    .filter(([key, entries]) => [...entries].some((entry) => !(old.get(key)?.has(entry) ?? false)))
    .map(([key]) => ({ key, how: 'left_out' }));
}

function excluded(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, key = '', list = ''] of text.matchAll(LEFT_OUT)) {
    const entries = found.get(key) ?? new Set<string>();
    for (const entry of list.match(/[^\s,'"[\]{}]+/g) ?? []) entries.add(entry);
    found.set(key, entries);
  }
  return found;
}
