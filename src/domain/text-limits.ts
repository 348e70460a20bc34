/** The text cut to at most `max` UTF-16 units, `…` at the end where it was cut. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  return `${cut.replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
}

/** Control characters and ANSI sequences taken out; tabs and line feeds stay. */
export function plain(text: string): string {
  const noAnsi = text.replace(
    /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g,
    '',
  );
  return noAnsi.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** On one line: control characters out, white space folded. */
export function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}
