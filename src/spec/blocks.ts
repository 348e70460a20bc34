import type { List, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Lines } from './lines.ts';

/** A top-level block and the line its positions count from. */
export interface PlacedBlock {
  readonly node: RootContent;
  /** Line of the text (from 0) that is line 1 of the node's positions. */
  readonly line: number;
  /** Offset of the text that is offset 0 of the node's positions. */
  readonly offset: number;
}

const BOM = '\uFEFF';
/** Characters parsed in one go. The parser's time grows with the square of some inputs, so pieces stay small. */
const WINDOW = 2048;
/** Sum of the squared line counts of lists and quotes parsed in larger pieces. */
const MAX_EFFORT = 6000 ** 2;
/** Quotes and list markers one line may open. */
const MAX_MARKERS = 32;
const MARKERS = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/;
const MARKER = />|[-*+](?=[ \t])|\d{1,9}[.)]/g;

/** Only blocks matter here: nothing within a line is read. */
const BLOCKS_ONLY = {
  disable: {
    null: [
      'attention',
      'autolink',
      'characterEscape',
      'characterReference',
      'codeText',
      'definition',
      'hardBreakEscape',
      'htmlText',
      'labelEnd',
      'labelStartImage',
      'labelStartLink',
    ],
  },
};

export type BlocksResult =
  | { readonly ok: true; readonly blocks: readonly PlacedBlock[] }
  /** Nested too deeply to be read, at this line (from 0). */
  | { readonly ok: false; readonly line: number };

/**
 * The top-level blocks of a text from a line on, parsed piece by piece: a block that another follows
 * is closed for good, so each piece goes on where the last block, or list item, of the former began.
 */
export function blocksOf(lines: Lines, from: number): BlocksResult {
  const deep = deepLine(lines, from);
  if (deep !== null) return { ok: false, line: deep };
  const blocks: PlacedBlock[] = [];
  let line = from;
  let size = WINDOW;
  let effort = 0;
  while (line < lines.count) {
    const end = lineAfter(lines, line, size);
    const offset = lines.start(line) + (lines.text.startsWith(BOM, lines.start(line)) ? 1 : 0);
    const text = lines.text.slice(offset, lines.start(end));
    const nodes = fromMarkdown(text, { extensions: [BLOCKS_ONLY] }).children;
    const { closed, rest } = end >= lines.count ? { closed: nodes, rest: null } : split(nodes);
    const next = rest === null ? end : line + rest - 1;
    if (rest !== null && next === line) {
      const last = nodes.at(-1)?.type;
      size *= 2;
      if (last === 'list' || last === 'blockquote') effort += (2 * (end - line)) ** 2;
      if (effort > MAX_EFFORT) return { ok: false, line };
      continue;
    }
    for (const node of closed) blocks.push({ node, line, offset });
    line = next;
    size = WINDOW;
  }
  return { ok: true, blocks };
}

function deepLine(lines: Lines, from: number): number | null {
  for (let line = from; line < lines.count; line += 1) {
    const markers = MARKERS.exec(lines.at(line))?.[0] ?? '';
    if (markers.length > MAX_MARKERS && (markers.match(MARKER) ?? []).length > MAX_MARKERS) {
      return line;
    }
  }
  return null;
}

function lineAfter(lines: Lines, line: number, size: number): number {
  let end = line + 1;
  while (end < lines.count && lines.start(end) - lines.start(line) < size) end += 1;
  return end;
}

/** Nodes that nothing after them can change, and the line (from 1) where the others begin. */
function split(nodes: readonly RootContent[]): { closed: RootContent[]; rest: number | null } {
  const last = nodes.at(-1);
  if (last === undefined) return { closed: [], rest: null };
  const before = nodes.slice(0, -1);
  const items = last.type === 'list' ? last.children : [];
  const lastItem = items.at(-1);
  if (last.type !== 'list' || lastItem === undefined || items.length < 2) {
    return { closed: before, rest: last.position?.start.line ?? 1 };
  }
  const head: List = { ...last, children: items.slice(0, -1) };
  return { closed: [...before, head], rest: lastItem.position?.start.line ?? 1 };
}
