import type { ListItem, Nodes, Paragraph } from 'mdast';
import type { Dialect } from '../domain/spec.ts';
import { blocksOf, type PlacedBlock } from './blocks.ts';
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

/** Finds headings and task boxes by the block structure of CommonMark, from a line on. */
export function outlineOf(lines: Lines, from: number, dialect: Dialect): Outline {
  const found = blocksOf(lines, from);
  if (!found.ok) return { headings: [], items: [], comments: [], tooDeep: found.line };
  const survey: Survey = { lines, dialect, headings: [], items: [], comments: [] };
  for (const block of found.blocks) surveyBlock(survey, block);
  return { ...survey, tooDeep: null };
}

interface Survey {
  readonly lines: Lines;
  readonly dialect: Dialect;
  readonly headings: OutlineHeading[];
  readonly items: OutlineItem[];
  readonly comments: (readonly [number, number])[];
}

function surveyBlock(survey: Survey, block: PlacedBlock): void {
  const { node } = block;
  if (node.type !== 'heading') {
    surveyNode(survey, node, { block, parent: null });
    return;
  }
  const words = node.children.map((child) => ('value' in child ? child.value : ''));
  survey.headings.push({
    level: node.depth,
    title: words.join(' ').replace(/\s+/g, ' ').trim(),
    line: lineOf(node, block),
    end: endOf(node, block),
  });
}

interface Within {
  readonly block: PlacedBlock;
  readonly parent: number | null;
}

function surveyNode(survey: Survey, node: Nodes, within: Within): void {
  if (node.type === 'html' && node.value.trimStart().startsWith('<!--')) {
    survey.comments.push([lineOf(node, within.block), endOf(node, within.block)]);
  }
  const index = node.type === 'listItem' ? surveyItem(survey, node, within) : null;
  if (node.type !== 'list' && node.type !== 'listItem' && node.type !== 'blockquote') return;
  const below = index === null ? within : { ...within, parent: index };
  for (const child of node.children) surveyNode(survey, child, below);
}

function surveyItem(survey: Survey, item: ListItem, { block, parent }: Within): number | null {
  const [first] = item.children;
  if (first?.type !== 'paragraph') return null;
  const box = boxOf(survey, first, block);
  if (box === null) return null;
  return (
    survey.items.push({
      line: lineOf(first, block),
      textEnd: endOf(first, block),
      end: endOf(item, block),
      parent,
      box,
      ordinal: ordinalOf(survey.lines, item, block),
    }) - 1
  );
}

const GFM_BOX = /\[([ \txX])\](?=[ \t])/y;
/** Kiro also writes `[-]` and `[~]` for work in progress, and a `*` after the box of an optional task. */
const KIRO_BOX = /\[([ \txX~-])\](\*?)(?=[ \t])/y;

/** Reads the box at the start of an item's first paragraph; one without words beside it is none. */
function boxOf(survey: Survey, paragraph: Paragraph, block: PlacedBlock): Box | null {
  const { lines } = survey;
  const form = survey.dialect === 'kiro' ? KIRO_BOX : GFM_BOX;
  form.lastIndex = block.offset + (paragraph.position?.start.offset ?? 0);
  const match = form.exec(lines.text);
  if (match === null) return null;
  const after = match.index + match[0].length;
  const words = lines.text.slice(after, lines.end(lineOf(paragraph, block)));
  if (words.trim() === '') return null;
  return {
    offset: match.index + 1,
    done: match[1] === 'x' || match[1] === 'X',
    optional: match[2] === '*',
    textOffset: after + words.length - words.trimStart().length,
  };
}

function ordinalOf({ text }: Lines, item: ListItem, block: PlacedBlock): string | null {
  const start = block.offset + (item.position?.start.offset ?? 0);
  return /^(\d{1,9})[.)]/.exec(text.slice(start, start + 10))?.[1] ?? null;
}

function lineOf(node: Nodes, block: PlacedBlock): number {
  return block.line + (node.position?.start.line ?? 1) - 1;
}

function endOf(node: Nodes, block: PlacedBlock): number {
  return block.line + (node.position?.end.line ?? 1) - 1;
}
