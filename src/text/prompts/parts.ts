import { clip, oneLine, plain } from '../../domain/text-limits.ts';

/** Bounds, in characters, of what one section of a prompt may hold. */
export const PROMPT_LIMITS = {
  /** One line that names something: a title, a path, a reason. */
  line: 300,
  /** Instructions of one task; a spec of 1 MiB must not fill a context window. */
  task: 24_000,
  /** All instruction files of the repository together. */
  repository: 16_000,
  /** Entries of a list. */
  entries: 50,
  findings: 20,
  output: 8_000,
  diff: 48_000,
} as const;

/** Text that came from a file or a program, marked off as such: nothing in it ends its block. */
export function quoted(text: string, max: number): string {
  const content = plain(shorten(text, max)).trimEnd();
  const longest = (content.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}text\n${content}\n${ticks}`;
}

/** One line each, at most `PROMPT_LIMITS.entries`, the rest counted. */
export function listed(entries: readonly string[]): string {
  const shown = entries.slice(0, PROMPT_LIMITS.entries);
  const rest = entries.length - shown.length;
  const lines = shown.map((entry) => `- ${nameLine(entry)}`);
  return [...lines, ...(rest > 0 ? [`- … and ${rest} more`] : [])].join('\n');
}

/** The beginning of a text on one line; a long one is not read to its end for that. */
export function nameLine(text: string): string {
  return clip(oneLine(text.slice(0, 4 * PROMPT_LIMITS.line)), PROMPT_LIMITS.line);
}

/** A headed section; nothing at all where there is nothing to say. */
export function section(heading: string, body: string): readonly string[] {
  return body.trim() === '' ? [] : [`## ${heading}\n\n${body}`];
}

/** The text with its middle taken out where it is longer than `max`: both ends tell most. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const note = '\n[… shortened …]\n';
  const half = Math.floor((max - note.length) / 2);
  return wellFormed(`${text.slice(0, half)}${note}${text.slice(text.length - half)}`);
}

function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '');
}
