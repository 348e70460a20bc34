import { blankLiterals, closings } from './blank.ts';
import type { Language } from './language.ts';
import { lineFinder } from './line-finder.ts';

/** One test as its source tells it. */
export interface TestBlock {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  /** It would not run, or its failing would not count. */
  readonly skipped: boolean;
  readonly assertions: number;
  /** Assertions that hold whatever the code does. */
  readonly empty: number;
}

/** How tests of one language are found in code whose literals are blanked. */
interface Grammar {
  /** Group 1, where there is one, is what the test is called. */
  readonly start: RegExp;
  readonly extent: (source: Source, match: RegExpExecArray) => number;
  readonly skip: RegExp;
  readonly assertion: RegExp;
}

/** Code whose literals are blanked, with where its brackets close. */
interface Source {
  readonly code: string;
  readonly closings: ReadonlyMap<number, number>;
}

const byBrackets = ({ code, closings: ends }: Source, match: RegExpExecArray): number =>
  ends.get(match.index + match[0].length - 1) ?? code.length;

const GRAMMARS: Readonly<Partial<Record<Language, Grammar>>> = {
  js: {
    start: /(?<![\w.$])(?:it|test|specify|xit|xtest|fit)(?:\.\w+)*(?:\([^()\n]*\)(?=\())?\(/g,
    extent: byBrackets,
    skip: /^(?:x(?:it|test)|\w+(?:\.\w+)*\.(?:skip|todo|fixme|fails|failing|skipIf|runIf))\b|\b(?:t|this|ctx|context|test)\.(?:skip|todo)\(|\b(?:skip|todo): *(?:true|['"`])/,
    assertion:
      /\bexpect(?:TypeOf)?(?:\.\w+)?\(|\bassert(?:\.\w+)*\(|\b(?:t|ctx)\.(?:assert|is|deepEqual|equal|true|throws|like|same|ok|not)\w*[.(]|\.should\b/g,
  },
  python: {
    start: /^[ \t]*(?:async[ \t]+)?def[ \t]+(test\w*)[ \t]*\(/gm,
    extent: byIndent,
    skip: /\bpytest\.(?:skip|xfail|importorskip)\(|\bself\.skipTest\(/,
    assertion: /\bassert\b|\bself\.assert\w+\(|\bpytest\.(?:raises|warns|approx|fail)\b/g,
  },
  go: {
    start: /^func[ \t]+((?:Test|Fuzz|Example)\w*)[ \t]*\([^)]*\)[^\n{]*\{/gm,
    extent: byBrackets,
    skip: /\bt\.Skip(?:Now|f)?\(/,
    assertion: /\bt\.(?:Error|Fatal|Fail)\w*\(|\b(?:assert|require)\.\w+\(|\bcmp\.Diff\(/g,
  },
  rust: {
    start: /#\[(?:\w+::)?test\][^{};]*?\bfn[ \t]+(\w+)[^{;]*\{/g,
    extent: byBrackets,
    skip: /#\[ignore\b/,
    assertion: /\b(?:debug_)?assert(?:_eq|_ne|_matches)?!|\bpanic!|\bunwrap_err\(/g,
  },
};

/** What always holds: constants compared with constants. Read in the text itself. */
const VACUOUS =
  /\bexpect\(\s*(?:true|1|null|undefined|'[^']*'|"[^"]*")\s*\)\.(?:toBe|toEqual|toStrictEqual|toBeTruthy|toBeDefined|toBeNull|toBeUndefined)\(|\bassert(?:\.(?:ok|equal|strictEqual))?\(\s*true\b|\bassert\s+(?:True|1)\s*(?:$|#|,)|\bself\.assertTrue\(\s*True\s*\)|\bassert!\(\s*true\s*\)/gm;

/** The tests of a source file, in order; none for a language whose tests are not known here. */
export function testBlocks(text: string, language: Language): readonly TestBlock[] {
  const grammar = GRAMMARS[language];
  if (grammar === undefined) return [];
  const code = blankLiterals(text, language);
  const lineAt = lineFinder(text);
  const source = { code, closings: closings(code) };
  return [...code.matchAll(grammar.start)].slice(0, MAX_TESTS).map((match) => {
    const end = Math.min(grammar.extent(source, match), match.index + MAX_BODY);
    const body = code.slice(match.index, end);
    const marks = language === 'python' ? decorators(code, match.index) : '';
    return {
      name: match[1] ?? titleIn(text.slice(match.index + match[0].length, end)),
      line: lineAt(match.index + match[0].search(/\S/)),
      skipped: grammar.skip.test(body) || PYTHON_SKIP.test(marks),
      assertions: body.match(grammar.assertion)?.length ?? 0,
      empty: text.slice(match.index, end).match(VACUOUS)?.length ?? 0,
    };
  });
}

/** Tests of one file, and characters of one test, that are looked at. */
const MAX_TESTS = 5000;
const MAX_BODY = 20_000;

/** A suite that is switched off with all its tests, and one that switches the others off. */
const SUITE_SWITCH: Readonly<Partial<Record<Language, RegExp>>> = {
  js: /(?<![\w.$])(?:xdescribe|(?:describe|suite|context)(?:\.\w+)*\.(?:skip|todo|skipIf|runIf))\b|(?<![\w.$])(?:fdescribe|fit|(?:describe|suite|it|test)(?:\.\w+)*\.only)\b/g,
  python:
    /^[ \t]*pytestmark\s*=.*\bskip|^[ \t]*@(?:pytest\.mark\.|unittest\.)skip\w*[^\n]*\n(?:[ \t]*@[^\n]*\n)*[ \t]*class\b/gm,
};

/** 1-based lines on which a whole suite is switched off, or all but one. */
export function suiteSwitches(text: string, language: Language): readonly number[] {
  const pattern = SUITE_SWITCH[language];
  if (pattern === undefined) return [];
  const lineAt = lineFinder(text);
  const code = blankLiterals(text, language);
  return [...code.matchAll(pattern)].map((match) => lineAt(match.index));
}

const PYTHON_SKIP = /@(?:pytest\.mark\.(?:skip|xfail)|(?:unittest\.)?(?:skip|expectedFailure))/;

/** What stands above a function, up to an empty line or another definition: its decorators among it. */
function decorators(code: string, at: number): string {
  const above = code
    .slice(Math.max(0, at - MAX_BODY), at)
    .split('\n')
    .slice(0, -1);
  const first = above.findLastIndex((line) => /^\s*(?:$|(?:async\s+)?def\b|class\b)/.test(line));
  return above.slice(first + 1).join('\n');
}

/** To the next line that is not indented deeper than the `def`. */
function byIndent({ code }: Source, match: RegExpExecArray): number {
  const indent = match[0].search(/\S/);
  const from = code.indexOf('\n', match.index + match[0].length);
  if (from === -1) return code.length;
  const next = new RegExp(String.raw`^[ \t]{0,${indent}}[^\s#)]`, 'gm');
  next.lastIndex = from + 1;
  return next.exec(code)?.index ?? code.length;
}

function titleIn(rest: string): string {
  return (
    /^\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/
      .exec(rest)
      ?.slice(1)
      .find(Boolean) ?? ''
  );
}
