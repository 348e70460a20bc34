import type { Dialect } from '../domain/spec.ts';
import type { Lines } from './lines.ts';

/** A heading outside lists and quotes. Lines count from 0; `end` is its last line. */
export interface OutlineHeading {
  readonly level: number;
  readonly title: string;
  readonly line: number;
  readonly end: number;
}

/** A list item with a task box. Lines count from 0; `end` lines are inclusive. */
export interface OutlineItem {
  readonly line: number;
  /** The last line of its first paragraph. */
  readonly textEnd: number;
  readonly end: number;
  /** The nearest item with a box around it, by index. */
  readonly parent: number | null;
  readonly box: Box;
  /** The number of an ordered list's item, as written. */
  readonly ordinal: string | null;
}

/** A task box; `offset` is that of the character between the brackets. */
export interface Box {
  readonly offset: number;
  readonly done: boolean;
  readonly optional: boolean;
  /** Where the words of the task begin. */
  readonly textOffset: number;
}

/** What of a Markdown text matters to a spec, in the order of the text. */
export interface Outline {
  readonly headings: readonly OutlineHeading[];
  readonly items: readonly OutlineItem[];
  /** First and last line of each HTML comment that is a block of its own. */
  readonly comments: readonly (readonly [number, number])[];
  /** The line (from 0) at which the text nests too deeply to be read; null when it does not. */
  readonly tooDeep: number | null;
}

const GFM_BOX = /^\[([ \txX])\](?=[ \t])/;
/** Kiro also writes `[-]` and `[~]` for work in progress, and a `*` after the box of an optional task. */
const KIRO_BOX = /^\[([ \txX~-])\](\*?)(?=[ \t])/;

/** Where a box is looked for. */
export interface BoxPlace {
  readonly lines: Lines;
  readonly dialect: Dialect;
  readonly line: number;
}

/** Reads the box at the start of a paragraph; one without words beside it is none. */
export function boxOf({ lines, dialect, line }: BoxPlace, content: string): Box | null {
  const first = content.slice(0, (content.indexOf('\n') + 1 || content.length + 1) - 1).trimEnd();
  const match = (dialect === 'kiro' ? KIRO_BOX : GFM_BOX).exec(first);
  if (match === null) return null;
  const start = lines.start(line) + lines.at(line).trimEnd().length - first.length;
  const words = first.slice(match[0].length).trimStart();
  return {
    offset: start + 1,
    done: match[1] === 'x' || match[1] === 'X',
    optional: match[2] === '*',
    textOffset: start + first.length - words.length,
  };
}
