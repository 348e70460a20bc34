/** What begins a line that is nothing but a comment, by the language of the file. */
const COMMENTS: readonly (readonly [extensions: RegExp, pattern: RegExp])[] = [
  [/\.(?:py|pyi|sh|bash|rb|pl|pm|r|ex|exs)$/i, /^#/],
  [
    /\.(?:[cm]?[jt]sx?|go|rs|java|kt|kts|scala|cs|c|h|cc|cpp|hpp|m|swift|php|dart|zig|vue|svelte)$/i,
    // The inner lines of a block begin with a star by custom.
    /^(?:\/\/|\/\*|\*(?:[\s/]|$))/,
  ],
];

/**
 * The 1-based lines of a text that hold code: not those that are blank, hold only punctuation, such as a closing
 * brace, or only a comment. Runners that count in ranges take these for lines that could run.
 */
export function codeLines(path: string, text: string): ReadonlySet<number> {
  const comments = COMMENTS.filter(([extensions]) => extensions.test(path));
  const lines = new Set<number>();
  for (const [index, whole] of text.split('\n').entries()) {
    const line = whole.trim();
    const isComment = comments.some(([, pattern]) => pattern.test(line));
    if (/[\p{L}\p{N}_]/u.test(line) && !isComment) lines.add(index + 1);
  }
  return lines;
}
