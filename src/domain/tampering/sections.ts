import { membersOf, withMembers } from './json-members.ts';
import { isJudge } from './scripts.ts';

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

/** A file of settings with those of checks as they were; all of it where checks are all that it is about. */
export function withSections(path: string, before: string, after: string | null): string {
  if (after === null) return before;
  if (/(?:^|\/)package\.json$/.test(path)) return withManifestKeys(before, after);
  const heading = TOOL_SECTIONS.find(([paths]) => paths.test(path))?.[1];
  if (heading === undefined) return before;
  const isTool = (section: string): boolean => heading.test(section);
  const kept = sectionsOf(after).filter((section) => !isTool(section));
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
  const judged = withMembers(scripts(before), scripts(after), isJudge);
  const settled = withMembers(before, after, (key) => TOOL_KEYS.has(key));
  return withMembers(`{"scripts": ${judged}}`, settled, (key) => key === 'scripts');
}
