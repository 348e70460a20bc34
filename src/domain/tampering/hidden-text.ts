/**
 * Characters that make text read otherwise than it is: bidirectional controls (CVE-2021-42574), zero-width and
 * invisible ones, and the tag block by which text is hidden in plain sight.
 */
const HIDDEN =
  /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b\u2060-\u2064\u00ad\u180e\u115f\u1160\u3164\uffa0\u{e0000}-\u{e007f}]|(?<=.)\ufeff/gsu;

/** 1-based lines that a text gained which hold such characters. */
export function hiddenLines(before: string, after: string): readonly number[] {
  const old = new Set(linesWith(before).map(({ text }) => text));
  return linesWith(after)
    .filter(({ text }) => !old.has(text))
    .map(({ line }) => line);
}

function linesWith(text: string): readonly { readonly line: number; readonly text: string }[] {
  if (text.search(HIDDEN) === -1) return [];
  return text
    .split('\n')
    .map((line, index) => ({ line: index + 1, text: line }))
    .filter((line) => line.text.search(HIDDEN) !== -1);
}
