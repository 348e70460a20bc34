import { blankLiterals, closings } from '../../../domain/tampering/blank.ts';
import type { Language } from '../../../domain/tampering/language.ts';
import { lineFinder } from '../../../domain/tampering/line-finder.ts';

/** A source file of which only the code is looked at. */
export interface Code {
  readonly text: string;
  /** The same with the inside of comments and strings blanked. */
  readonly blank: string;
  readonly lineOf: (index: number) => number;
  readonly closings: ReadonlyMap<number, number>;
}

/** A call, with its arguments as they are written and as code alone. */
export interface Call {
  readonly index: number;
  /** Position of the closing bracket. */
  readonly end: number;
  /** Position of the first argument. */
  readonly inside: number;
  readonly arguments: string;
  readonly blank: string;
}

/** Characters of a call that are looked at. */
const MAX_CALL = 4000;

export function codeOf(text: string, language: Language): Code {
  const blank = blankLiterals(text, language);
  return { text, blank, lineOf: lineFinder(text), closings: closings(blank) };
}

/** The calls that a pattern finds; it has to end in the opening bracket. */
export function callsOf(code: Code, pattern: RegExp): readonly Call[] {
  return [...code.blank.matchAll(pattern)].map(({ 0: whole, index }) => {
    const inside = index + whole.length;
    const closed = code.closings.get(inside - 1) ?? code.blank.length;
    const end = Math.min(closed - 1, inside + MAX_CALL);
    const [written, blank] = [code.text.slice(inside, end), code.blank.slice(inside, end)];
    return { index, end, inside, arguments: written, blank };
  });
}

/** The code of the argument at a place, empty where there is none. */
export function argumentAt({ blank }: Call, place: number): string {
  let depth = 0;
  let from = 0;
  let found = 0;
  for (let at = 0; at < blank.length; at += 1) {
    const sign = blank.charAt(at);
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
    if (sign !== ',' || depth !== 0) continue;
    if (found === place) return blank.slice(from, at);
    found += 1;
    from = at + 1;
  }
  return found === place ? blank.slice(from) : '';
}

/** Strings and spaces, and the prefixes of Python's that put nothing in. */
const FIXED = /\b[rbu]{1,2}(?=["'])|["'`][ \t\r\n]*["'`]|[\s()+,[\]{}:]/gi;
/** Constants by their name, numbers, names for nothing and for a yes or no. */
const CONSTANTS =
  /(?<![\w.])(?:[A-Z][A-Z0-9_]*|\d[\d_.]*|None|True|False|nil|true|false)(?![\w.(])/g;

/** Whether nothing that comes from elsewhere is in an argument: strings, numbers, constants, and names given one. */
export function isFixedCode(argument: string, code: Code): boolean {
  const left = argument.replace(FIXED, ' ').replace(CONSTANTS, ' ').trim();
  if (left === '') return true;
  return /^[A-Za-z_]\w*$/.test(left) && isFixedName(left, code);
}

/** A name that is given something once in the file, and that is a string. */
function isFixedName(name: string, { blank }: Code): boolean {
  const given = [
    ...blank.matchAll(new RegExp(`(?<![\\w.])${name}\\s{0,9}:?=(?!=)([^\n]{0,500})`, 'g')),
  ];
  const [only] = given;
  return given.length === 1 && only?.[1]?.replace(FIXED, ' ').trim() === '';
}
