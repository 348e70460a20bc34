import { renderMarker } from './marker.ts';
import type { PullBodyModel } from './pull-model.ts';
import { sections } from './pull-sections.ts';

/** Everything between these two lines is ours; everything outside belongs to people. */
const BEGIN = '<!-- codelicious:begin -->';
const END = '<!-- codelicious:end -->';
/** Our marker on a line of its own: the last thing before `END`. */
const MARKER_LINE = /^<!-- codelicious: \{.*\} -->$/;
/** GitHub refuses bodies over 65,536 characters; some are kept for what people add by hand. */
const MAX_BODY_CHARS = 65_000;

/** The body of a pull request: our region alone, marker included, within a host's limit. */
export function renderBody(model: PullBodyModel): string {
  const marker = renderMarker(model.marker);
  return region(sections(model), marker, MAX_BODY_CHARS);
}

/**
 * The body to write over an existing one: our region replaced, or added below what people wrote.
 * Text of people is never changed; where both do not fit, ours is shortened.
 * @param rendered what `renderBody` returned
 */
export function mergeBody(existing: string, rendered: string): string {
  if (existing.trim() === '') return rendered;
  const { before, after } = aroundRegion(existing);
  return before + fit(rendered, MAX_BODY_CHARS - before.length - after.length) + after;
}

/** What stands before and after our region; without one, all of it before. */
function aroundRegion(body: string): { readonly before: string; readonly after: string } {
  const lines = body.split('\n');
  const begin = lines.findIndex((line) => line.trim() === BEGIN);
  const end = begin === -1 ? -1 : endOfRegion(lines, begin);
  if (end === -1) {
    const people = begin === -1 ? body : lines.toSpliced(begin, 1).join('\n');
    return { before: `${people}${people.endsWith('\n') ? '\n' : '\n\n'}`, after: '' };
  }
  const before = lines.slice(0, begin).map((line) => `${line}\n`);
  const after = lines.slice(end + 1).map((line) => `\n${line}`);
  return { before: before.join(''), after: after.join('') };
}

/** The line our region ends with: its end, or our marker where somebody deleted the end. */
function endOfRegion(lines: readonly string[], begin: number): number {
  const end = lines.findIndex((line, at) => at > begin && line.trim() === END);
  if (end !== -1) return end;
  return lines.findIndex((line, at) => at > begin && MARKER_LINE.test(line.trim()));
}

function fit(rendered: string, max: number): string {
  if (rendered.length <= max) return rendered;
  const inner = rendered.slice(BEGIN.length + 1, -END.length - 1);
  const cut = inner.lastIndexOf('\n');
  return region(inner.slice(0, cut).trimEnd(), inner.slice(cut + 1), max);
}

function region(text: string, marker: string, max: number): string {
  const frame = BEGIN.length + END.length + marker.length + 5;
  return `${BEGIN}\n${shortenMiddle(text, max - frame)}\n\n${marker}\n${END}`;
}

/** Whole lines from both ends, at most `max` characters, with a word about what is left out. */
function shortenMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  const lines = text.split('\n');
  const note = `\n*… ${lines.length} lines were too many for this host; the middle is left out …*\n`;
  const half = Math.max(0, Math.floor((max - note.length - 2) / 2));
  const head = takeWhileFits(lines, half);
  const tail = takeWhileFits(lines.slice(head.length).reverse(), half).reverse();
  return [...head, note, ...tail].join('\n');
}

function takeWhileFits(lines: readonly string[], max: number): string[] {
  let used = 0;
  let fitting = 0;
  for (const line of lines) {
    used += line.length + 1;
    if (used > max) break;
    fitting += 1;
  }
  return lines.slice(0, fitting);
}
