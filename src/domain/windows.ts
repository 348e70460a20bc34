/** Characters a model is shown of a text at once: about 1,400 tokens, of which it overlooks nothing. */
const WINDOW = 5_000;
/** Characters of a window that the next one shows again, so that nothing is torn apart between the two. */
const OVERLAP = 500;
/** Windows a text is read in at most; what lies beyond is left out and said. */
const MAX_WINDOWS = 10;

/** A long text in pieces that overlap. */
export interface Windows {
  /** In the order of the text; none for an empty one. */
  readonly windows: readonly string[];
  /** Characters beyond the last window. */
  readonly rest: number;
}

/** Cuts a text into windows, at line ends where there are any. */
export function windowsOf(text: string): Windows {
  const windows: string[] = [];
  let start = 0;
  let end = 0;
  while (end < text.length && windows.length < MAX_WINDOWS) {
    end = endFrom(text, start);
    windows.push(text.slice(start, end));
    start = nextStart(text, end);
  }
  return { windows, rest: text.length - end };
}

/** After the last line end in the window's second half, else where the window is full. */
function endFrom(text: string, start: number): number {
  const full = start + WINDOW;
  if (full >= text.length) return text.length;
  const afterLine = text.lastIndexOf('\n', full - 1) + 1;
  return afterLine > start + WINDOW / 2 ? afterLine : whole(text, full);
}

/** The first line begun within the overlap, else its beginning. */
function nextStart(text: string, end: number): number {
  const from = end - OVERLAP;
  const line = text.indexOf('\n', from - 1) + 1;
  return line > 0 && line < end ? line : whole(text, from);
}

/** The place itself, or the one before it where it would tear a surrogate pair. */
function whole(text: string, at: number): number {
  return /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) ? at - 1 : at;
}
