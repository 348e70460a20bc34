import { clip, oneLine } from '../domain/text-limits.ts';
import { marksOf } from './dialect.ts';

/** Bullets, quote marks, headings, numbers and boxes in front of what somebody wrote as an item of a list. */
const ITEM_MARKS = /^(?:[-*+>#\s]|\d{1,4}[.)]\s|\[[ xX~-]\]\*?)+/;

/** Phrases by which a task waits for others: only what is written as a dependency may be one. */
const WAITING: readonly (readonly [RegExp, string])[] = [
  [/\bdepends[ _-]on\b/gi, 'builds on'],
  [/\bdependencies\b(?=[ \t]*:)/gi, 'needs'],
  [/\bblocked by\b/gi, 'held up by'],
];

/** What begins a block, a box or a link definition where it starts a line. */
const BLOCK_START = /^(?:[#>[]|~(?=~~)|[-*+](?=\s|$)|([-*_])(?=(?:\s*\1){2,}\s*$)|\d{1,9}(?=[.)]))/;

/**
 * A line of a model's as the title of a task: no bullet, box or number, nothing that reads as a reference, nothing
 * that ends the quotes it may be named in.
 */
export function titleWords(written: string, max: number): string {
  const bare = oneLine(written).replace(ITEM_MARKS, '');
  const { words } = marksOf(bare, 'kiro');
  return inert(clip(words.replace(/["“”]/g, "'"), max)).trim();
}

/** A text of a model's, or another task's, as one line of a note: it opens no block and names no dependency. */
export function noteWords(written: string, max: number): string {
  return inert(clip(oneLine(written), max))
    .replace(BLOCK_START, '\\$&')
    .replace(/^\\(\d+)/, '$1\\');
}

/** Without references, HTML, images and code that is not closed; code spans stay as they are. */
function inert(line: string): string {
  const words = WAITING.reduce((text, [phrase, other]) => text.replace(phrase, other), line);
  return words
    .split(/(`[^`]+`)/)
    .map((piece, at) => (at % 2 === 1 ? piece : inertPiece(piece)))
    .join('');
}

function inertPiece(piece: string): string {
  return piece.replace(/`/g, "'").replace(/</g, '\\<').replace(/!\[/g, '!\\[');
}
