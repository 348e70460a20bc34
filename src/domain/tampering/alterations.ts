import { blankLiterals } from './blank.ts';
import type { Language } from './language.ts';

/** How a test that is still there differs from what it was, the worst that is true of it. */
export type Alteration = 'assertion_weakened' | 'expectation_changed' | 'test_changed';

/** A text of tests with the version before it, and the lines of each that assert a value. */
export interface Altered {
  readonly old: string;
  readonly now: string;
  readonly language: Language;
  readonly strict: readonly [old: readonly string[], now: readonly string[]];
}

/** What changed in the code of a test; null where only its comments or its layout did. */
export function alterationOf({ old, now, language, strict }: Altered): Alteration | null {
  if (codeOf(old, language) === codeOf(now, language)) return null;
  const [before, after] = strict;
  const isOther = lacks(saidBy(after, language), saidBy(before, language));
  if (isOther || lacks(literals(now, language), literals(old, language))) {
    return 'expectation_changed';
  }
  return mayEscape({ old, now, language }, WAYS_OUT) ? 'assertion_weakened' : 'test_changed';
}

/** What changed outside of tests, beyond what is loaded there; null where nothing did. */
export function sceneAlteration({
  old,
  now,
  language,
}: Omit<Altered, 'strict'>): Alteration | null {
  const [before, after] = [scene(old, language), scene(now, language)];
  const isGone = lacks(after, before);
  const isElsewhere = lacks(loaded(now), loaded(old));
  if (!isGone && !isElsewhere && !lacks(before, after)) return null;
  if (mayEscape({ old, now, language }, STAND_INS)) return 'assertion_weakened';
  const isOther = isGone && lacks(literals(now, language), literals(old, language));
  return isOther ? 'expectation_changed' : 'test_changed';
}

type Patterns = Readonly<Record<Language, RegExp>>;

/** Code by which something else is looked at, or nobody is told. */
const STAND_INS: Patterns = {
  js: /\bprocess\.(?:env|exit|argv|platform)\b|\b(?:vi|jest)\.(?:mock|doMock|unstable_mockModule|spyOn|stubGlobal)\(|\bmock\.(?:module|method)\(|\b(?:assert|expect|test|it)(?:\.\w+)*\s*=(?![=>])/g,
  python:
    /\b(?:os\.environ|os\.getenv|os\._exit|sys\.exit|pytest\.exit|monkeypatch|patch|pytest_[a-z]+_\w+|pytest_sessionfinish|collect_ignore\w*|__test__|load_tests)\b/g,
  go: /\bos\.(?:Exit|Getenv|LookupEnv)\b|\brecover\(/g,
  rust: /\bcfg!|\bprocess::exit\b|\bcatch_unwind\b|\benv::var\b/g,
  other: /\bexit 0\b|\|\|\s*(?:true|:)|\bset \+e\b/g,
};

/** Code by which a test may end, or hold, without its assertions. */
const WAYS_OUT: Patterns = {
  js: both(
    STAND_INS.js,
    /\b(?:try|if|return|setTimeout|setImmediate)\b|\.catch\(|(?:&&|\|\||\?\?)\s*(?:assert|expect)/,
  ),
  python: both(STAND_INS.python, /\b(?:try|if|return|suppress)\b/),
  go: both(STAND_INS.go, /\breturn\b|\bruntime\.Goexit\b|\bif\s+(?:false|true)\b|\bgo\s+func\b/),
  rust: both(STAND_INS.rust, /\b(?:if|return)\b|#\[should_panic|\bthread::spawn\b/),
  other: STAND_INS.other,
};

function both(one: RegExp, other: RegExp): RegExp {
  return new RegExp(`${one.source}|${other.source}`, 'g');
}

function mayEscape({ old, now, language }: Omit<Altered, 'strict'>, patterns: Patterns): boolean {
  const count = (text: string): number =>
    blankLiterals(text, language).match(patterns[language])?.length ?? 0;
  return count(now) > count(old);
}

/** A string by its quotes, what is known by name, a number with its sign. */
const LITERALS =
  /(["'`])\s*\1|\b(?:true|false|null|undefined|NaN|Infinity|None|True|False|nil)\b|(?:(?<![\w)\]]\s*)-)?\b\d[\w.]*/g;

/** What turns an assertion around, or compares. */
const POLARITY =
  /\b(?:not\w*|doesNot\w*|\w+Not[A-Z]\w*|assert_ne|\w*(?:Falsy|False))\b|(?<!\w)!(?!=)|!==?|(?<![=-])[<>]=?/g;

function literals(text: string, language: Language): readonly string[] {
  const code = blankLiterals(text, language);
  return [...code.matchAll(LITERALS)].map(({ 0: { length }, index }) =>
    text.slice(index, index + length),
  );
}

/** What stands before an assertion on its line: the head of the function that it is in. */
const HEAD = /^.*?(?=\b(?:assert|expect|require\.|panic!|t\.|self\.assert))/;

/** What lines that assert say, whatever the names in them are and whoever is asked to assert. */
function saidBy(lines: readonly string[], language: Language): readonly string[] {
  const statements = [...new Set(lines)].flatMap((line) => {
    return line.split(';').map((one) => one.replace(HEAD, ''));
  });
  return statements
    .map((one) => [
      ...literals(one, language),
      ...(blankLiterals(one, language).match(POLARITY) ?? []),
    ])
    .filter((said) => said.length > 0)
    .map((said) => said.sort().join('\0'));
}

/** Whether a list lacks some of what is wanted, each as often as it is wanted. */
function lacks(some: readonly string[], wanted: readonly string[]): boolean {
  const left = new Map<string, number>();
  for (const each of some) left.set(each, (left.get(each) ?? 0) + 1);
  return wanted.some((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count <= 0;
  });
}

/** The code without comments and without what only lays it out. */
function codeOf(text: string, language: Language): string {
  const code = blankLiterals(text, language)
    .replace(MARKS, '$1')
    .replace(/[\s,;]+/g, '');
  return [code, ...literals(text, language)].join('\0');
}

/** What lets tests rest; that is told by itself. */
const MARKS = /\b(it|test|describe|suite|context)\.(?:only|skip|todo)\b/g;

/** What loads something, names or marks a suite, or opens and closes. */
const FRAME =
  /^(?:(?!.*\b(?:assert|expect|test|it|describe|vi|jest|mock|pytest|unittest)\b)(?:import|from)\b|export\b.*\bfrom\b|(?:const|let|var)\b.*\brequire\(|use\b|mod\b|package\b|\}? ?from\b|[\w$]+,?$|(?:describe|suite|context)\b|class\b|@|pytestmark\b|[^\w]*$)/;

/** Files and modules of the project itself, as they are loaded. */
const LOADS = /['"`](\.{1,2}\/[^'"`\n]+)['"`]|^[ \t]*(?:from|import)[ \t]+([\w.]+)/gm;

function loaded(text: string): readonly string[] {
  const all = [...text.matchAll(LOADS)].map(([, path, name]) => String(path ?? name));
  return [...new Set(all)];
}

/** The lines that may matter to every test of a file. */
function scene(text: string, language: Language): readonly string[] {
  const code = blankLiterals(text, language).split('\n');
  return text.split('\n').flatMap((line, index) => {
    const bare = String(code[index]).trim();
    return bare === '' || FRAME.test(bare) ? [] : [line.trim()];
  });
}
