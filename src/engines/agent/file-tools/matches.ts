import { clipList } from './result.ts';

/** A line that was found. */
export interface Match {
  /** Relative to the root of the tree. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Lines found before a search is ended. */
export const MAX_MATCHES = 200;
/** Characters shown of one line. */
const MAX_LINE_CHARS = 300;

/** `path:line: text` for each. */
export function formatMatches(matches: readonly Match[], whole: boolean): string {
  if (matches.length === 0)
    return whole ? '[nothing found]' : '[none found; not all was looked at]';
  const lines = matches.slice(0, MAX_MATCHES).map(shown);
  const more = whole && matches.length <= MAX_MATCHES ? null : 'of more';
  return clipList(lines, { more, advice: 'a narrower pattern, glob or path finds the rest' });
}

function shown({ path, line, text }: Match): string {
  const clean = text.replace(/\r?\n?$/, '');
  const cut = clean.length > MAX_LINE_CHARS ? `${clean.slice(0, MAX_LINE_CHARS)}…` : clean;
  return `${path}:${line}: ${cut}`;
}
