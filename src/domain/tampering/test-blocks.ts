import { blankLiterals, closings } from './blank.ts';
import type { Language } from './language.ts';
import { lineFinder } from './line-finder.ts';
import { GRAMMARS, type Grammar, LENIENT, VACUOUS } from './test-grammar.ts';

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
  /** The lines that assert a value, trimmed. */
  readonly strict: readonly string[];
  /** It stands for many: a table of cases. */
  readonly many: boolean;
  /** Its whole lines where it has them for itself, with what belongs to it above: offsets, the end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Code whose literals are blanked, with where its brackets close. */
interface Source {
  readonly text: string;
  readonly code: string;
  readonly closings: ReadonlyMap<number, number>;
  readonly lineAt: (at: number) => number;
}

/** The tests of a source file, in order; none for a language whose tests are not known here. */
export function testBlocks(text: string, language: Language): readonly TestBlock[] {
  const grammar = GRAMMARS[language];
  if (grammar === undefined) return [];
  const code = blankLiterals(text, language);
  const source = { text, code, closings: closings(code), lineAt: lineFinder(text) };
  return [...code.matchAll(grammar.start)]
    .slice(0, MAX_TESTS)
    .map((match) => blockAt(match, grammar, source));
}

/** Whether a file asserts anything, in a test or outside of any. */
export function hasAssertions(text: string, language: Language): boolean {
  const grammar = GRAMMARS[language];
  return grammar !== undefined && blankLiterals(text, language).search(grammar.assertion) !== -1;
}

function blockAt(match: RegExpExecArray, grammar: Grammar, source: Source): TestBlock {
  const { text, code, lineAt } = source;
  const { named, end } = extentOf(match, grammar, source);
  const body = code.slice(match.index, end);
  const start = startOf(match.index + match[0].search(/\S/), grammar, code);
  const marks = code.slice(start, match.index);
  return {
    name: match[1] ?? titleIn(text.slice(named, end)),
    line: lineAt(match.index + match[0].search(/\S/)),
    skipped: grammar.skip.test(body) || (marks.trim() !== '' && grammar.skip.test(marks)),
    assertions: body.match(grammar.assertion)?.length ?? 0,
    empty: text.slice(match.index, end).match(VACUOUS)?.length ?? 0,
    strict: strictLines(match.index, body, { grammar, source }),
    many: grammar.many.test(body) || grammar.many.test(marks),
    start,
    end: lineEnd(code, end),
  };
}

/** Tests of one file, and characters of one test, that are looked at. */
const MAX_TESTS = 5000;
const MAX_BODY = 20_000;

/** Where a test ends, and where what it is called stands: behind a table of cases there is a second bracket. */
function extentOf(
  match: RegExpExecArray,
  { extent }: Grammar,
  source: Source,
): { readonly named: number; readonly end: number } {
  const last = match.index + MAX_BODY;
  if (extent === 'indent') return { named: 0, end: Math.min(byIndent(source, match), last) };
  const { code, closings: ends } = source;
  let open = match.index + match[0].length - 1;
  let end = ends.get(open) ?? code.length;
  if (code.charAt(end) === '(') {
    open = end;
    end = ends.get(open) ?? code.length;
  }
  return { named: open + 1, end: Math.min(end, last) };
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

/** The begin of the first line that belongs to a test: attributes and decorators above it, of one line or several. */
function startOf(at: number, { marks }: Grammar, code: string): number {
  let start = lineStart(code, at);
  if (/\S/.test(code.slice(start, at))) return at;
  if (marks === null) return start;
  const indent = at - start;
  for (let next = start; next > 0; ) {
    const above = lineStart(code, next - 1);
    const line = code.slice(above, next - 1);
    const goesOn = line.search(/\S/) > indent || /^\s*[)\]}]/.test(line);
    if (marks.test(line)) start = above;
    else if (!goesOn) break;
    next = above;
  }
  return start;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Behind the end of the line where nothing but punctuation follows, else where the test ends. */
function lineEnd(code: string, end: number): number {
  if (end > 0 && code.charAt(end - 1) === '\n') return end;
  const line = code.indexOf('\n', end);
  const rest = code.slice(end, line === -1 ? code.length : line);
  if (/[^\s;,]/.test(rest)) return end;
  return line === -1 ? code.length : line + 1;
}

function strictLines(
  from: number,
  body: string,
  { grammar, source }: { readonly grammar: Grammar; readonly source: Source },
): readonly string[] {
  const { text } = source;
  const lines = [...body.matchAll(grammar.assertion)].map(({ index }) => {
    const begin = lineStart(text, from + index);
    const end = text.indexOf('\n', from + index);
    return text.slice(begin, end === -1 ? text.length : end).trim();
  });
  return lines.filter((line) => !LENIENT.test(line) && line.search(VACUOUS) === -1);
}

function titleIn(rest: string): string {
  return (
    /^\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/
      .exec(rest)
      ?.slice(1)
      .find(Boolean) ?? ''
  );
}
