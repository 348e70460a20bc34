/** A text's lines by number; LF, CRLF and lone CR end one, as CommonMark has it. Lines count from 0. */
export interface Lines {
  readonly text: string;
  readonly count: number;
  /** Offset of a line's first character; the text's length beyond the last line. */
  start(line: number): number;
  /** Offset just after a line's last character, its line end left out. */
  end(line: number): number;
  /** A line without its line end. */
  at(line: number): string;
}

export function linesOf(text: string): Lines {
  const starts = [0];
  const ends: number[] = [];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    ends.push(match.index);
    starts.push(match.index + match[0].length);
  }
  ends.push(text.length);
  const offset = (offsets: readonly number[], line: number) => offsets[line] ?? text.length;
  const start = (line: number) => offset(starts, line);
  const end = (line: number) => offset(ends, line);
  return {
    text,
    count: starts.length,
    start,
    end,
    at: (line) => text.slice(start(line), end(line)),
  };
}
