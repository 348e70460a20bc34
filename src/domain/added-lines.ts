import { keptLines } from './line-match.ts';

/**
 * The 1-based lines of a text that an older one does not have as often. Lines that only moved are not among them; a
 * repeated line counts as added where there are more of it than before, those of them that do not stand where one
 * stood, the last first.
 */
export function addedLines(before: string | null, after: string): ReadonlySet<number> {
  const [old, now] = [linesOf(before ?? ''), linesOf(after)];
  const more = new Map<string, number>();
  for (const line of now) more.set(line, (more.get(line) ?? 0) + 1);
  for (const line of old) more.set(line, (more.get(line) ?? 0) - 1);
  const kept = keptLines(old, now);
  const added = new Set<number>();
  for (const [index, line] of [...now.entries()].reverse()) {
    const left = more.get(line);
    if (left === undefined || left <= 0 || kept.has(index)) continue;
    added.add(index + 1);
    more.set(line, left - 1);
  }
  return new Set([...added].reverse());
}

/** An end of line at the end of a text begins no further line. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
