import { membersOf, withMembers } from './json-members.ts';
import { judgingNames } from './scripts.ts';

/** Keys of a `package.json` by which tools are told how strict to be. */
const TOOL_KEYS: ReadonlySet<string> = new Set([
  'jest',
  'vitest',
  'mocha',
  'ava',
  'tap',
  'nyc',
  'c8',
  'eslintConfig',
  'eslintIgnore',
  'prettier',
  'stylelint',
  'standard',
  'xo',
  'biome',
  'lint-staged',
  'codelicious',
]);

/** Headings of sections by which tools are told so, in files that hold others' sections too. */
const TOOL_SECTIONS: readonly (readonly [path: RegExp, heading: RegExp])[] = [
  [
    /(?:^|\/)pyproject\.toml$/,
    /^\[+tool\.(?:pytest|coverage|ruff|mypy|pyright|basedpyright|bandit|flake8|pylint|black|isort|codelicious)\b/,
  ],
  [
    /(?:^|\/)setup\.cfg$/,
    /^\[(?:tool:pytest|coverage:\w+|flake8|mypy\b.*|pylint\b.*|bandit|isort|pycodestyle)\]/,
  ],
  [/(?:^|\/)Cargo\.toml$/, /^\[(?:workspace\.)?lints\b/],
];

const MANIFEST = /(?:^|\/)package\.json$/;
/** Manifests of which nothing says by itself what is of checks. */
const MIXED = /(?:^|\/)deno\.jsonc?$/;

/** Whether a file of settings says the same of checks as before, but for its layout. */
export function saysTheSame(path: string, before: string, after: string): boolean {
  if (MIXED.test(path)) return true;
  if (MANIFEST.test(path)) return bare(withToolKeys(before, after)) === bare(after);
  const heading = headingFor(path);
  const settings = (text: string): string =>
    heading === null
      ? text
      : sectionsOf(text)
          .filter((one) => heading.test(one))
          .join('');
  return bare(settings(before)) === bare(settings(after));
}

/** A text without comments on lines of their own and without what only lays it out. */
function bare(text: string): string {
  return text.replace(/^\s*(?:#|\/\/).*$/gm, '').replace(/[\s,;]+/g, '');
}

function headingFor(path: string): RegExp | null {
  return TOOL_SECTIONS.find(([paths]) => paths.test(path))?.[1] ?? null;
}

/** Words by which a Cargo manifest has tests left out. */
const UNTESTED = /^[ \t]*(?:test|harness|autotests|doctest)[ \t]*=[ \t]*false\b.*$/gm;

/** A file of settings with those of checks as they were; all of it where checks are all that it is about. */
export function withSections(path: string, before: string, after: string | null): string {
  if (after === null) return before;
  if (MANIFEST.test(path)) return withManifestKeys(before, after);
  const heading = headingFor(path);
  if (heading === null) return before;
  const isTool = (section: string): boolean => heading.test(section);
  const known = new Set(before.match(UNTESTED));
  const tested = after.replace(UNTESTED, (line) => (known.has(line) ? line : ''));
  const kept = sectionsOf(tested).filter((section) => !isTool(section));
  const all = [...kept, ...sectionsOf(before).filter(isTool)].map((one) => one.trimEnd());
  return `${all.join('\n')}\n`;
}

/** What stands before the first heading, then each heading with what stands below it. */
function sectionsOf(text: string): readonly string[] {
  return text.split(/^(?=\[[^\]\n]+\]+[ \t]*(?:#.*)?$)/m);
}

function withManifestKeys(before: string, after: string): string {
  const scripts = (text: string): string => {
    const found = membersOf(text).find(({ key }) => key === 'scripts');
    return found === undefined ? '{}' : text.slice(found.from, found.end);
  };
  const judging = judgingNames(before, after);
  const judged = withMembers(scripts(before), scripts(after), (name) => judging.has(name));
  const settled = withToolKeys(before, after);
  return withMembers(`{"scripts": ${judged}}`, settled, (key) => key === 'scripts');
}

function withToolKeys(before: string, after: string): string {
  return withMembers(before, after, (key) => TOOL_KEYS.has(key));
}
