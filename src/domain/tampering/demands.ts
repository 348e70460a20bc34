/** Rules that are demanded by a word: `"eqeqeq": "error"`, `"indent": ["warn", 2]`. */
const BY_WORD = /["']?([@\w/.-]+)["']?\s*:\s*(?:\[\s*)?["'](?:error|warn)["']/g;
/** Rules that are demanded by a number; other settings have numbers too, but no such names. */
const BY_NUMBER = /["']([@\w/.]+[-/][@\w/.-]*)["']\s*:\s*(?:\[\s*)?[12]\b/g;
/** Whole sets of rules: `js.configs.recommended`, `plugin:react/recommended`, `eslint:recommended`. */
const PRESET = /\b[\w$]+\.configs(?:\.[\w$]+|\[["'][^"'\]]*["']\])+|\b(?:plugin|eslint):[\w@/-]+/g;

/** The rules and sets of rules that a settings file demanded before and does not name any more. */
export function noLongerDemanded(before: string, after: string): readonly string[] {
  return demands(before).filter((name) => !after.includes(name));
}

function demands(text: string): readonly string[] {
  const rules = [BY_WORD, BY_NUMBER].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, name = '']) => name),
  );
  return [...new Set([...rules, ...(text.match(PRESET) ?? [])])];
}

/** Characters looked back for the member that an object belongs to. */
const MOST_BACK = 20_000;

/** The name of the member whose object a position is in, such as `linter`; empty where there is none. */
export function enclosingMember(text: string, at: number): string {
  let depth = 0;
  for (let place = at - 1; place >= Math.max(0, at - MOST_BACK); place -= 1) {
    const sign = text.charAt(place);
    if (sign === '}') depth += 1;
    if (sign === '{') depth -= 1;
    if (depth < 0)
      return (
        /["']?([\w$-]+)["']?\s*:\s*$/.exec(text.slice(Math.max(0, place - 100), place))?.[1] ?? ''
      );
  }
  return '';
}
