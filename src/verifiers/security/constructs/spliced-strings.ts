import type { Code } from './calls.ts';
import { isSpliced, type Piece } from './sql.ts';

/** Strings that stand beside each other and are one, with Python's prefixes; in blanked code. */
const STRINGS =
  /(?<![\w"'`])[fFrRbBuU]{0,2}(["'`])[ \t\r\n]*\1(?:\s{0,200}[fFrRbBuU]{0,2}(["'`])[ \t\r\n]*\2)*/g;
const ONE = /([fFrRbBuU]{0,2})(["'`]{3}|["'`])([\s\S]*?)\2(?=\s*(?:[fFrRbBuU]{0,2}["'`]|$))/g;
/** `%s` and its like, `{}` and `{name}`. */
const FORMATS = /%[-\d.]*[svqr]|\{\w*(?::[^{}]*)?\}/;

/** Positions of strings that are SQL with values put in: by a prefix, an operator or a formatting function. */
export function splicedStrings(
  code: Code,
): readonly { readonly index: number; readonly end: number }[] {
  return [...code.blank.matchAll(STRINGS)].flatMap(({ 0: whole, index }) => {
    const end = index + whole.length;
    const written = code.text.slice(index, end);
    if (!/\b(?:select|insert|update|delete|replace|merge|with)\s/i.test(written)) return [];
    const pieces = piecesOf(
      { written, before: code.blank.slice(Math.max(0, index - 40), index) },
      code.blank.slice(end, end + 200),
    );
    return pieces !== null && isSpliced(pieces) ? [{ index, end }] : [];
  });
}

/** What follows a string: a sum, an operator or a method that fills it in. */
const PLUS = /^\s*\+\s*([A-Za-z_][\w.[\]()]*)/;
const FILLED = /^\s*(?:%(?!=)\s*[\w([{]|\.format\(|,)/;
const FORMATTER = /(?:\bfmt\.)?[SF]p?rintf\(\s*(?:\w+\s*,\s*)?$/;

function piecesOf(
  { written, before }: { readonly written: string; readonly before: string },
  after: string,
): readonly Piece[] | null {
  const parts = [...written.matchAll(ONE)].map(([, prefix = '', , text = '']) => ({
    prefix,
    text,
  }));
  if (parts.some(({ prefix }) => /f/i.test(prefix))) return parts.flatMap(filledIn);
  const whole = parts.map(({ text }) => text).join('');
  const added = PLUS.exec(after)?.[1];
  if (added !== undefined) return [{ text: whole }, { source: added }];
  const isFilled = FORMATTER.test(before) || (FILLED.test(after) && !/^\s*,/.test(after));
  return isFilled ? formatted(whole, after.slice(0, 120)) : null;
}

/** An f-string's pieces; two braces stand for one. */
function filledIn({
  prefix,
  text,
}: {
  readonly prefix: string;
  readonly text: string;
}): readonly Piece[] {
  if (!/f/i.test(prefix)) return [{ text }];
  return text
    .split(/(\{\{|\}\}|\{[^{}]*\})/)
    .map((part) => (/^\{[^{]/.test(part) ? { source: part.slice(1, -1) } : { text: part }));
}

function formatted(text: string, source: string): readonly Piece[] {
  const parts = text.split(FORMATS);
  const value = { source: /placeholder/i.test(source) ? 'placeholders' : 'value' };
  return parts.flatMap((part, at) => (at === 0 ? [{ text: part }] : [value, { text: part }]));
}
