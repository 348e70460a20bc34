import MarkdownIt from 'markdown-it';
import { once } from '../domain/once.ts';
import type { Dialect } from '../domain/spec.ts';
import { foldBlanks } from '../domain/text-limits.ts';
import type { Lines } from './lines.ts';
import { boxOf, type Outline, type OutlineHeading, type OutlineItem } from './outline-model.ts';
import { simpleOutline } from './simple-outline.ts';

/** Blocks within blocks that are read: fifty lists, or a hundred quotes. */
const MAX_NESTING = 100;

/** Only blocks matter here: nothing within a line is read, and a link definition is a paragraph. */
const parser = once(() => {
  const made = new MarkdownIt('commonmark', { maxNesting: MAX_NESTING });
  made.core.ruler.enableOnly(['normalize', 'block']);
  made.block.ruler.disable('reference');
  return made;
});

type Token = ReturnType<ReturnType<typeof parser>['parse']>[number];

/** Finds headings and task boxes by the block structure of CommonMark, from a line on. */
export function outlineOf(lines: Lines, from: number, dialect: Dialect): Outline {
  return simpleOutline(lines, from, dialect) ?? parsedOutline(lines, from, dialect);
}

/** The same for any text. */
export function parsedOutline(lines: Lines, from: number, dialect: Dialect): Outline {
  const text = lines.text.slice(lines.start(from)).replace(/^\uFEFF/, '');
  const survey: Survey = { lines, from, dialect, headings: [], items: [], comments: [] };
  const around: (number | null)[] = [];
  const tokens = parser().parse(text, {});
  let at = -1;
  for (const token of tokens) {
    at += 1;
    const { type, level } = token;
    if (type === 'list_item_close') around.pop();
    if (!isPlaced(token)) continue;
    if (level >= MAX_NESTING - 1) {
      const [tooDeep] = linesOfToken(survey, token);
      return { headings: [], items: [], comments: [], tooDeep };
    }
    if (type === 'list_item_open') {
      const [paragraph, inline] = [tokens[at + 1], tokens[at + 2]];
      around.push(surveyItem(survey, { token, paragraph, inline, parent: around.at(-1) ?? null }));
    } else if (type === 'heading_open' && level === 0) {
      survey.headings.push(headingOf(survey, token, tokens.slice(at + 1, at + 2)));
    } else if (type === 'html_block' && token.content.trimStart().startsWith('<!--')) {
      survey.comments.push(linesOfToken(survey, token));
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

/** A token that says which lines it takes; what ends a block does not. */
type Placed = Token & { readonly map: readonly [number, number] };

function isPlaced(token: Token | undefined): token is Placed {
  return Array.isArray(token?.map);
}

function headingOf(survey: Survey, token: Placed, words: readonly Token[]): OutlineHeading {
  const [line, end] = linesOfToken(survey, token);
  const title = foldBlanks(words.map(({ content }) => content).join(''));
  return { level: Number(token.tag.slice(1)), title, line, end };
}

/** First and last line of a block, blank lines at its end left out. */
function linesOfToken({ lines, from }: Survey, { map }: Placed): readonly [number, number] {
  const [first, end] = map;
  let last = from + end - 1;
  while (last > from + first && /^[\s>]*$/.test(lines.at(last))) last -= 1;
  return [from + first, last];
}

interface ListItem {
  readonly token: Placed;
  /** The two tokens that follow; of another kind where the item does not begin with a paragraph. */
  readonly paragraph: Token | undefined;
  readonly inline: Token | undefined;
  readonly parent: number | null;
}

/** The index of the item, or of the item around it when it has no box. */
function surveyItem(survey: Survey, item: ListItem): number | null {
  const { token, paragraph, inline, parent } = item;
  if (!isPlaced(paragraph) || paragraph.type !== 'paragraph_open' || inline === undefined) {
    return parent;
  }
  const [line, textEnd] = linesOfToken(survey, paragraph);
  const box = boxOf({ ...survey, line }, inline.content);
  if (box === null) return parent;
  const [, end] = linesOfToken(survey, token);
  const ordinal = token.info === '' ? null : token.info;
  return survey.items.push({ line, textEnd, end, parent, box, ordinal }) - 1;
}
