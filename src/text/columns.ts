import { plain } from '../domain/text-limits.ts';

/** East Asian wide and emoji blocks: two columns a character (Unicode Standard Annex 11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Marks, joiners and variation selectors: no column of their own. */
const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** What most texts are made of: one column a character. */
const PLAIN_ASCII = /^[ -~]*$/;

/** The columns a text takes on a terminal; colour codes take none. */
export function columnsOf(text: string): number {
  if (PLAIN_ASCII.test(text)) return text.length;
  let columns = 0;
  for (const character of plain(text)) columns += columnsOfOne(character);
  return columns;
}

/** Cut to at most `max` columns, `…` at the end where it was cut. For text without colour codes. */
export function fit(text: string, max: number): string {
  if (columnsOf(text) <= max) return text;
  let kept = '';
  let columns = 1;
  for (const character of text) {
    columns += columnsOfOne(character);
    if (columns > max) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Filled with spaces on the right up to `columns`. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** Filled with spaces on the left up to `columns`. */
export function padLeft(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text;
}

/**
 * Words folded into lines of at most `width` columns; every line but the first is indented by
 * `hang`. A word longer than a line (an address, a path) is never broken.
 */
export function wrap(text: string, width: number, hang: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    const room = lines.length === 0 ? width : width - hang;
    if (line === '' || columnsOf(longer) <= room) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line].join(`\n${' '.repeat(hang)}`);
}

function columnsOfOne(character: string): number {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
