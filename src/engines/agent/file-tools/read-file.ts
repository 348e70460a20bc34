import { decode, readBytes } from './files.ts';
import { MAX_RESULT_CHARS, type Range } from './look-call.ts';
import { MAX_READ_BYTES, RefusalError } from './refusal.ts';
import { lookAt, type Tree } from './tree.ts';

/**
 * Lines of a text file, as they are, and how to get the rest.
 * @throws RefusalError `missing`, `symlink`, `not_a_file`, `too_large`, `not_text`
 */
export async function readFile(
  tree: Tree,
  names: readonly string[],
  range: Range,
): Promise<string> {
  const bytes = await lookAt(tree, names, async (folder, name) =>
    readBytes(folder.entry(name), MAX_READ_BYTES),
  );
  if (bytes.includes(0)) throw new RefusalError('not_text', binary(bytes.length));
  return readRange(decode(bytes), range);
}

function binary(bytes: number): string {
  return `the file is binary (${count(bytes)} bytes)`;
}

/** A part of a text that fits a result, with a line that says how to get the next one. */
export function readRange(text: string, range: Range): string {
  if (text === '') return '[the file is empty]';
  const lines = linesOf(text);
  const { from, offset } = range;
  if (from > lines.length) return `[the file ends with line ${count(lines.length)}]`;
  const wanted = lines
    .slice(from - 1, from - 1 + range.lines)
    .join('')
    .slice(offset);
  const shown = cut(wanted);
  const next = position({ from, offset }, shown);
  const rest = lines.slice(next.from - 1).join('').length - next.offset;
  return rest > 0 ? `${shown}${shown.endsWith('\n') ? '' : '\n'}${marker(rest, next)}` : shown;
}

interface Position {
  readonly from: number;
  readonly offset: number;
}

/** Each with its line feed. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Whole lines as far as they fit, at least a part of the first. */
function cut(text: string): string {
  if (text.length <= MAX_RESULT_CHARS) return text;
  const head = text.slice(0, MAX_RESULT_CHARS);
  const whole = head.slice(0, head.lastIndexOf('\n') + 1);
  return whole === '' ? head.replace(/[\uD800-\uDBFF]$/, '') : whole;
}

/** Where what follows the shown text begins. */
function position({ from, offset }: Position, shown: string): Position {
  const feeds = shown.split('\n').length - 1;
  if (feeds === 0) return { from, offset: offset + shown.length };
  return { from: from + feeds, offset: shown.length - (shown.lastIndexOf('\n') + 1) };
}

function marker(rest: number, { from, offset }: Position): string {
  const place = offset === 0 ? `from=${from}` : `from=${from} and offset=${offset}`;
  return `[… ${count(rest)} more characters; read_file with ${place} goes on]`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
