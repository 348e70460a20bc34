import type { Dialect } from '../domain/spec.ts';
import { foldBlanks } from '../domain/text-limits.ts';
import type { Lines } from './lines.ts';
import { boxOf, type Outline, type OutlineHeading, type OutlineItem } from './outline-model.ts';

/** What makes lines hard to measure: tabs, other line ends, NUL. */
const HARD = /[\t\r\0]/;
const BLANK = /^ *$/;
/** A heading without a `#` in its words. */
const HEADING = /^(#{1,6}) +([^\s#][^#]*)$/;
/** Words, after a bullet or not, whose first character begins no block of another kind. */
const WORDS =
  /^( *)(- )?(?:[A-Za-z[("']|[^\u0000-\u007f\s]|`(?!``)|[*_]{1,2}[A-Za-z`]|\d(?!\d*[.)]))/;
/** Columns that a list stands further in than the item around it. */
const INDENT = 2;
/** Lists within lists; what nests more is left to the parser, which bounds it. */
const MAX_DEPTH = 8;

type Item = { -readonly [Name in keyof OutlineItem]: OutlineItem[Name] };

/** What has been found up to a line. */
interface Found {
  readonly lines: Lines;
  readonly dialect: Dialect;
  readonly headings: OutlineHeading[];
  readonly items: Item[];
  /** The list items around the line, outermost first: itself if it has a box, and the nearest one that has. */
  readonly around: { readonly own: Item | null; readonly nearest: number | null }[];
  /** The line before is of a paragraph, perhaps the first one of an item with a box. */
  inParagraph: boolean;
  paragraphOf: Item | null;
  /** The last line that is not blank. */
  last: number;
}

/**
 * The outline of a text that holds nothing but headings with `#`, paragraphs, and lists with `-`, each indented by
 * two columns more than the one around it: what most specs are, in a fraction of the time that parsing takes.
 * @returns null for any other text
 */
export function simpleOutline(lines: Lines, from: number, dialect: Dialect): Outline | null {
  if (HARD.test(lines.text)) return null;
  const found: Found = {
    lines,
    dialect,
    headings: [],
    items: [],
    around: [],
    inParagraph: false,
    paragraphOf: null,
    last: from,
  };
  for (let line = from; line < lines.count; line += 1) if (!addLine(found, line)) return null;
  leave(found, 0);
  return { headings: found.headings, items: found.items, comments: [], tooDeep: null };
}

/** False for a line that is not simple. */
function addLine(found: Found, line: number): boolean {
  const text = found.lines.at(line);
  if (BLANK.test(text)) {
    found.inParagraph = false;
    return true;
  }
  const added = addHeading(found, line, text) || addWords(found, line, text);
  found.last = line;
  return added;
}

function addHeading(found: Found, line: number, text: string): boolean {
  const heading = HEADING.exec(text);
  if (heading === null) return false;
  const [, marks = '', words = ''] = heading;
  leave(found, 0);
  found.headings.push({ level: marks.length, title: foldBlanks(words), line, end: line });
  found.inParagraph = false;
  return true;
}

function addWords(found: Found, line: number, text: string): boolean {
  const words = WORDS.exec(text);
  if (words === null) return false;
  const [, { length: indent } = '', bullet] = words;
  if (bullet !== undefined) return addItem(found, line, { text, indent });
  if (found.inParagraph) {
    if (found.paragraphOf !== null) found.paragraphOf.textEnd = line;
    return true;
  }
  leave(found, 0);
  found.inParagraph = true;
  found.paragraphOf = null;
  return indent === 0;
}

function addItem(
  found: Found,
  line: number,
  { text, indent }: { readonly text: string; readonly indent: number },
): boolean {
  const { lines, dialect, items, around } = found;
  const depth = indent / INDENT;
  if (!Number.isInteger(depth) || depth > Math.min(around.length, MAX_DEPTH)) return false;
  leave(found, depth);
  const parent = around.at(-1)?.nearest ?? null;
  const box = boxOf({ lines, dialect, line }, text.slice(indent + '- '.length));
  const own = box && { line, textEnd: line, end: line, parent, box, ordinal: null };
  around.push({ own, nearest: own === null ? parent : items.push(own) - 1 });
  found.inParagraph = true;
  found.paragraphOf = own;
  return true;
}

/** Ends the items from a depth on with the last line there was. */
function leave({ around, last }: Found, depth: number): void {
  for (const { own } of around.splice(depth)) if (own !== null) own.end = last;
}
