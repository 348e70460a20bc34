/**
 * The 1-based lines of a text that an older one does not have as often. Lines that only moved are not among them; a
 * repeated line counts as added where there are more of it than before, the last ones of them.
 */
export function addedLines(before: string | null, after: string): ReadonlySet<number> {
  const left = new Map<string, number>();
  for (const line of linesOf(before ?? '')) left.set(line, (left.get(line) ?? 0) + 1);
  const added = new Set<number>();
  for (const [index, line] of linesOf(after).entries()) {
    const old = left.get(line) ?? 0;
    if (old > 0) left.set(line, old - 1);
    else added.add(index + 1);
  }
  return added;
}

/** An end of line at the end of a text begins no further line. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
