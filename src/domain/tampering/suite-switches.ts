import { blankLiterals, closings } from './blank.ts';
import type { Language } from './language.ts';
import { lineFinder } from './line-finder.ts';

/** A place where a whole suite is switched off, or all but one. */
export interface SuiteSwitch {
  /** 1-based. */
  readonly line: number;
  /** What is inside, or where that is true what is outside, does not run. */
  readonly others: boolean;
  /** Offsets in the text, the end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A suite that is switched off with all its tests, and one that switches the others off. */
const SWITCHES: Readonly<Partial<Record<Language, RegExp>>> = {
  js: /(?<![\w.$])(?:xdescribe|(?:describe|suite|context)(?:\.\w+)*\.(?:skip|todo|skipIf|runIf)|fdescribe|fit|(?:describe|suite|it|test)(?:\.\w+)*\.only)\b/g,
  python:
    /^pytestmark\s*=.*\bskip.*|^[ \t]*@(?:pytest\.mark\.|unittest\.)skip\w*[^\n]*\n(?:[ \t]*@[^\n]*\n)*[ \t]*class\b/gm,
  go: /^\/\/[ \t]*(?:go:build|\+build)\b[^\n]*/gm,
};

const ONLY = /^f|\.only$/;

/** The switches of a source file, in order. */
export function suiteSwitches(text: string, language: Language): readonly SuiteSwitch[] {
  const pattern = SWITCHES[language];
  if (pattern === undefined) return [];
  const lineAt = lineFinder(text);
  const code = language === 'go' ? text : blankLiterals(text, language);
  const ends = closings(code);
  return [...code.matchAll(pattern)].map((match) => {
    const { 0: sign, index: start } = match;
    const end = language === 'js' ? callEnd(code, start, ends) : suiteEnd(code, match);
    return { line: lineAt(start), others: language === 'js' && ONLY.test(sign), start, end };
  });
}

function callEnd(code: string, at: number, ends: ReadonlyMap<number, number>): number {
  const open = code.indexOf('(', at);
  const end = ends.get(open) ?? code.length;
  return code.charAt(end) === '(' ? (ends.get(end) ?? code.length) : end;
}

/** The whole file for a module's mark, else to the end of the class. */
function suiteEnd(code: string, { 0: sign, index }: RegExpExecArray): number {
  if (/^(?:pytestmark|\/\/)/.test(sign)) return code.length;
  const indent = sign.search(/\S/);
  const next = new RegExp(String.raw`^[ \t]{0,${indent}}[^\s#)]`, 'gm');
  next.lastIndex = code.indexOf('\n', index + sign.length) + 1;
  return next.lastIndex === 0 ? code.length : (next.exec(code)?.index ?? code.length);
}
