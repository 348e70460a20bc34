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

/** Words with single blanks between them: what most titles and paths are. */
const ONE_LINE = /^[!-~]+(?: [!-~]+)*$/;
/** Any white space but a single blank. */
const UNEVEN_BLANKS = /[^\S ]\s*|\s{2,}/g;

/** On one line: control characters out, white space folded. */
export function oneLine(text: string): string {
  return ONE_LINE.test(text) ? text : foldBlanks(plain(text));
}

/** White space folded to single blanks, none at the ends. */
export function foldBlanks(text: string): string {
  return text.replace(UNEVEN_BLANKS, ' ').trim();
}
