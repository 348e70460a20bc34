import MarkdownIt from 'markdown-it';
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

/** Blocks within blocks that are read: fifty lists, or a hundred quotes. */
const MAX_NESTING = 100;

/** Only blocks matter here: nothing within a line is read, and a link definition is a paragraph. */
const PARSER = new MarkdownIt('commonmark', { maxNesting: MAX_NESTING });
PARSER.core.ruler.enableOnly(['normalize', 'block']);
PARSER.block.ruler.disable('reference');

type Token = ReturnType<typeof PARSER.parse>[number];

/** Finds headings and task boxes by the block structure of CommonMark, from a line on. */
export function outlineOf(lines: Lines, from: number, dialect: Dialect): Outline {
  const text = lines.text.slice(lines.start(from)).replace(/^\uFEFF/, '');
  const survey: Survey = { lines, from, dialect, headings: [], items: [], comments: [] };
  const around: (number | null)[] = [];
  const tokens = PARSER.parse(text, {});
  for (const [at, token] of tokens.entries()) {
    const [first, last] = linesOfToken(survey, token);
    if (token.level >= MAX_NESTING - 1) {
      return { headings: [], items: [], comments: [], tooDeep: first };
    }
    const next = tokens.slice(at + 1, at + 3);
    if (token.type === 'heading_open' && token.level === 0) {
      const level = Number(token.tag.slice(1));
      const title = next
        .slice(0, 1)
        .map(({ content }) => content)
        .join('')
        .replace(/\s+/g, ' ')
        .trim();
      survey.headings.push({ level, title, line: first, end: last });
    } else if (token.type === 'html_block' && token.content.trimStart().startsWith('<!--')) {
      survey.comments.push([first, last]);
    } else if (token.type === 'list_item_open') {
      around.push(surveyItem(survey, { token, next, parent: around.at(-1) ?? null }));
    } else if (token.type === 'list_item_close') {
      around.pop();
    }
  }
  const { headings, items, comments } = survey;
  return { headings, items, comments, tooDeep: null };
}

interface Survey {
  readonly lines: Lines;
  readonly from: number;
  readonly dialect: Dialect;
  readonly headings: OutlineHeading[];
  readonly items: OutlineItem[];
  readonly comments: (readonly [number, number])[];
}

/** First and last line of a block, blank lines at its end left out. */
function linesOfToken({ lines, from }: Survey, token: Token): readonly [number, number] {
  const [first, end] = token.map ?? [0, 1];
  let last = from + end - 1;
  while (last > from + first && /^[\s>]*$/.test(lines.at(last))) last -= 1;
  return [from + first, last];
}

interface ListItem {
  readonly token: Token;
  /** The two tokens that follow. */
  readonly next: readonly Token[];
  readonly parent: number | null;
}

/** The index of the item, or of the item around it when it has no box. */
function surveyItem(survey: Survey, { token, next, parent }: ListItem): number | null {
  const [paragraph, inline] = next;
  if (paragraph?.type !== 'paragraph_open' || inline === undefined) return parent;
  const [line, textEnd] = linesOfToken(survey, paragraph);
  const box = boxOf(survey, line, inline.content);
  if (box === null) return parent;
  const [, end] = linesOfToken(survey, token);
  const ordinal = token.info === '' ? null : token.info;
  return survey.items.push({ line, textEnd, end, parent, box, ordinal }) - 1;
}

const GFM_BOX = /^\[([ \txX])\](?=[ \t])/;
/** Kiro also writes `[-]` and `[~]` for work in progress, and a `*` after the box of an optional task. */
const KIRO_BOX = /^\[([ \txX~-])\](\*?)(?=[ \t])/;

/** Reads the box at the start of a paragraph; one without words beside it is none. */
function boxOf({ lines, dialect }: Survey, line: number, content: string): Box | null {
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
