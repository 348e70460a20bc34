import { clip } from '../domain/text-limits.ts';

/**
 * Zero width space: put inside what a host would act on, it ends the action and shows nothing.
 * Entities and backslashes do not do: hosts look for mentions after both are resolved.
 */
const BREAK = '\u200b';

/** Controls, invisible and direction-changing characters; joiners stay, scripts and emoji need them. */
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** First code point of Unicode's pictures of the C0 control characters. */
const CONTROL_PICTURES = 0x2400;

/** The text with every hidden character spelt out (`␛`, `⟨U+202E⟩`) and lone surrogates replaced. */
export function showHidden(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\r\n?/g, '\n')
    .replace(HIDDEN, spellOut);
}

/**
 * One line for a place that shows plain text: a commit subject, a title. It mentions nobody, closes
 * nothing, links nowhere and steers no CI.
 */
export function inertLine(text: string, max: number): string {
  return disarm(clip(shownLine(text), max));
}

/** The text as it was before `inertLine`, but for what was cut or spelt out. */
export function restoreLine(line: string): string {
  return line.replaceAll(BREAK, '');
}

/** One line of Markdown that renders as the text itself, wherever in a line or table cell it stands. */
export function inertMarkdown(text: string, max: number): string {
  const escaped = clip(shownLine(text), max)
    .replace(/&(?=[#A-Za-z])/g, '&amp;')
    .replace(/[\\`*[\]|~$]/g, '\\$&')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_');
  return disarm(escaped)
    .replace(/^[-+#=/]/, '\\$&')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2');
}

/** A code span that shows the text, also inside a table cell. */
export function codeSpan(text: string, max: number): string {
  const content = disarm(clip(shownLine(text), max)).replaceAll('<!--', `<!${BREAK}--`) || ' ';
  const ticks = '`'.repeat(longestRun(content) + 1);
  const pad = /^`|`$/.test(content) ? ' ' : '';
  return `${ticks}${pad}${content.replaceAll('|', '\\|')}${pad}${ticks}`;
}

/** A fenced code block out of which nothing in the text can break. */
export function fence(text: string, info = ''): string {
  const content = showHidden(text).replaceAll('<!--', `<!${BREAK}--`);
  const ticks = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${ticks}${info}\n${content}${content.endsWith('\n') ? '' : '\n'}${ticks}`;
}

function shownLine(text: string): string {
  return showHidden(text).replace(/\s+/g, ' ').trim();
}

/**
 * Takes the power from mentions (`@x`), references (`#1`, `GH-1`, `!1`), addresses and from the
 * phrases by which a commit message turns CI off.
 */
function disarm(line: string): string {
  return line
    .replace(/(?<![A-Za-z0-9_])@(?=[A-Za-z0-9_[\\-])/g, `@${BREAK}`)
    .replace(/[#!](?=\d)|\bGH-(?=\d)/gi, `$&${BREAK}`)
    .replace(/:(?=\/\/)|\bwww(?=\.)/gi, `$&${BREAK}`)
    .replace(/\[(?=(?:skip|no) (?:ci|actions)\]|(?:ci|actions) skip\])/gi, `[${BREAK}`)
    .replace(/\*{3}(?=NO_CI)/gi, `$&${BREAK}`);
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

function spellOut(character: string): string {
  const code = Number(character.codePointAt(0));
  if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code);
  if (code === 0x7f) return '␡';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
