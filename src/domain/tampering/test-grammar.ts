import type { Language } from './language.ts';

/** How tests of one language are found in code whose literals are blanked. */
export interface Grammar {
  /** Ends with the opening bracket of what the test is; group 1, where there is one, is what it is called. */
  readonly start: RegExp;
  readonly extent: 'brackets' | 'indent';
  /** Lines directly above that belong to a test: attributes, decorators. */
  readonly marks: RegExp | null;
  /** It would not run, or its failing would not count; looked for in the test and in the lines above. */
  readonly skip: RegExp;
  readonly assertion: RegExp;
  /** One test that stands for many. */
  readonly many: RegExp;
}

/** The languages whose tests are known here. */
export const GRAMMARS: Readonly<Partial<Record<Language, Grammar>>> = {
  js: {
    start: /(?<![\w.$])(?:it|test|specify|xit|xtest|fit)(?:\.\w+)*(?:`[^`]*`)?\(/g,
    extent: 'brackets',
    marks: null,
    skip: /^(?:x(?:it|test)|\w+(?:\.\w+)*\.(?:skip|todo|fixme|fails|failing|skipIf|runIf))\b|\b(?:t|this|ctx|context|test)\.(?:skip|todo)\(|\b(?:skip|todo): *(?:true|['"`])|[>)]\s*\{\s*return\s*[;\n]/,
    assertion:
      /\bexpect\w*(?:\.\w+)*\(|\bassert\w*(?:\.\w+)*\(|\b(?:t|ctx)\.(?:assert|is|deepEqual|equal|true|throws|like|same|ok|not)\w*[.(]|\.should\b/g,
    many: /^\w+(?:\.\w+)*\.(?:each|for)\b|\bt\.test\(|\bfor\s*\(|\.forEach\(/,
  },
  python: {
    start: /^[ \t]*(?:async[ \t]+)?def[ \t]+(test\w*)[ \t]*\(/gm,
    extent: 'indent',
    marks: /^\s*@/,
    skip: /\bpytest\.(?:skip|xfail|importorskip)\(|\bself\.skipTest\(|@(?:pytest\.mark\.(?:skip|xfail)|(?:unittest\.)?(?:skip|expectedFailure))|:[ \t]*\n\s*return\b/,
    assertion: /\bassert\b|\bself\.assert\w+\(|\bpytest\.(?:raises|warns|approx|fail)\b/g,
    many: /\.parametrize\(|\bsubTest\(|\bfor\b[^\n]*\bin\b/,
  },
  go: {
    start: /^func[ \t]+((?:Test|Fuzz|Example)\w*)[ \t]*\([^)]*\)[^\n{]*\{/gm,
    extent: 'brackets',
    marks: null,
    skip: /\bt\.Skip(?:Now|f)?\(|^[^{]*\{\s*return\b/,
    assertion: /\bt\.(?:Error|Fatal|Fail)\w*\(|\b(?:assert|require)\.\w+\(|\bcmp\.Diff\(/g,
    many: /\bt\.Run\(|\brange\b/,
  },
  rust: {
    start: /#\[(?:\w+::)?test\][^{};]*?\bfn[ \t]+(\w+)[^{;]*\{/g,
    extent: 'brackets',
    marks: /^\s*#\[/,
    skip: /#\[ignore\b|^[^{]*\{\s*return\b/,
    assertion: /\b(?:debug_)?assert(?:_eq|_ne|_matches)?!|\bpanic!|\bunwrap_err\(/g,
    many: /#\[case\b|\bfor\b[^\n]*\bin\b/,
  },
};

/** What always holds: constants compared with constants. Read in the text itself. */
export const VACUOUS =
  /\bexpect\(\s*(?:true|1|null|undefined|'[^']*'|"[^"]*")\s*\)\.(?:toBe|toEqual|toStrictEqual|toBeTruthy|toBeDefined|toBeNull|toBeUndefined)\(|\bassert(?:\.(?:ok|equal|strictEqual))?\(\s*true\b|\bassert\s+(?:True|1)\s*(?:$|#|,)|\bself\.assertTrue\(\s*True\s*\)|\bassert!\(\s*true\s*\)/gm;

/** What holds of nearly anything: it says that there is a value, not which. */
export const LENIENT =
  /\.(?:toBeDefined|toBeTruthy|not\.(?:toBeNull|toBeUndefined|toThrow(?:Error)?))\(\s*\)|\bassertIsNotNone\(|\bis not None\b|\b(?:assert|require)\.(?:NotNil|NotEmpty|NotPanics)\(|\bassert\.doesNotThrow\(/;
