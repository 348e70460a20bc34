import { blankLiterals } from './blank.ts';
import type { ChangedText } from './changed-text.ts';
import { languageOf } from './language.ts';

/**
 * Characters that make text read otherwise than it is: bidirectional controls (CVE-2021-42574), zero-width and
 * invisible ones, and the tag block by which text is hidden in plain sight.
 */
const HIDDEN =
  /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b\u2060-\u2064\u00ad\u180e\u115f\u1160\u3164\uffa0\u{e0000}-\u{e007f}]|(?<=.)\ufeff/gsu;

/** Those that turn the order of what follows, and those that spell words nobody sees. */
const TURNING = /[\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u;

/** Those that have no business outside of strings and comments. */
const INVISIBLE = /[\u200b\u2060-\u2064\u180e\u115f\u1160\u3164\uffa0]|(?<=.)\ufeff/su;

/** Flags of regions are spelled in tags behind a black flag. */
const FLAGS = /\u{1f3f4}[\u{e0020}-\u{e007f}]+/gu;

/** Letters of scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/g;

/** So many of them make a file one whose text is written so. */
const MANY_LETTERS = 10;

/** Extensions of source in languages whose literals are not told apart here. */
const OTHER_SOURCE =
  /\.(?:sh|bash|zsh|rb|php|java|kt|kts|scala|cs|fs|c|h|cc|cpp|hpp|m|swift|ex|exs|erl|hs|clj|lua|pl|pm|r|dart|zig|sql)$/i;

/** 1-based lines that a text gained which hold such characters. */
export function hiddenLines(before: string, after: string): readonly number[] {
  const old = new Set(linesWith(before).map(({ text }) => text));
  return linesWith(after)
    .filter(({ text }) => !old.has(text))
    .map(({ line }) => line);
}

/**
 * 1-based lines that source gained which read otherwise than they run. A file that held such characters before may
 * hold more, and so may one whose text is written from right to left; a string may hold what is merely invisible.
 */
export function deceivingLines({ path, before, after }: ChangedText): readonly number[] {
  const language = languageOf(path);
  if (after === null || (language === 'other' && !OTHER_SOURCE.test(path))) return [];
  const former = (before ?? '').replace(FLAGS, '');
  if (TURNING.test(former) || isRightToLeft(after)) return [];
  const gained = new Set(hiddenLines(before ?? '', after));
  const turning = linesOf(after.replace(FLAGS, ''), TURNING);
  const code = language === 'other' ? '' : blankLiterals(after, language);
  const all = [...turning, ...linesOf(code, INVISIBLE)].filter((line) => gained.has(line));
  return [...new Set(all)].sort((a, b) => a - b);
}

function linesOf(text: string, pattern: RegExp): readonly number[] {
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
}

function isRightToLeft(text: string): boolean {
  return (text.match(RIGHT_TO_LEFT)?.length ?? 0) >= MANY_LETTERS;
}

function linesWith(text: string): readonly { readonly line: number; readonly text: string }[] {
  if (text.search(HIDDEN) === -1) return [];
  return text
    .split('\n')
    .map((line, index) => ({ line: index + 1, text: line }))
    .filter((line) => line.text.search(HIDDEN) !== -1);
}
