import { clip } from '../domain/text-limits.ts';

/** Lines looked at: the last ones. */
const MAX_LINES = 2000;
const MAX_LINE_CHARS = 500;
const MESSAGE_CHARS = 300;

/** What pytest puts before each line of an exception. */
const MARK = /^(?:INTERNALERROR>|E {3}|!{3,})\s*/;
/** How a call should have looked, and what tells of an earlier line. */
const ASIDE = /^(?:ERROR: )?usage:|^error Command failed\b|^npm (?:ERR!|error)|^at /i;
/** A line by which a program says what is wrong. */
const ERROR =
  /^(?:[^\s:]+: )?(?:fatal(?: error)?|error)\b(?:\[\w+\])?:?\s|^(?:[\w.$]*(?:Error|Exception|Exit))\b|^[✘✖●×] |^ImportError while /i;
/** The exception that ends it is said last. */
const TOLD_BACKWARDS = /^(?:Traceback \(most recent call last\):|INTERNALERROR>|E {3})/;
/** What a complaint is of stands before it. */
const WHERE = /^(?:ImportError while loading conftest|failed to load config from) .*$/i;

/**
 * The sentence by which a program says why it failed, where nothing of what it printed names a place or a test; null
 * where it printed nothing.
 */
export function complaintIn(output: string): string | null {
  const lines = output
    .split('\n')
    .slice(-MAX_LINES)
    .map((line) => line.trimEnd().slice(0, MAX_LINE_CHARS))
    .filter((line) => line.trim() !== '');
  const plainly = lines.map((line) => line.replace(MARK, '').trim());
  const telling = plainly.filter((line) => !ASIDE.test(line));
  const told = telling.filter((line) => ERROR.test(line) && !WHERE.test(line));
  const isBackwards = lines.some((line) => TOLD_BACKWARDS.test(line));
  const sentence = (isBackwards ? told.at(-1) : told[0]) ?? telling.at(-1);
  if (sentence === undefined) return null;
  const where = plainly.find((line) => WHERE.test(line))?.replace(/[.:]$/, '');
  const parts = [where, sentence, causeOf(plainly, sentence)].filter((part) => part !== undefined);
  return clip([...new Set(parts)].map(withoutColon).join(': '), MESSAGE_CHARS);
}

function withoutColon(part: string): string {
  return part.replace(/\s*:$/, '');
}

/** What stands below it: cargo's cause, or what a colon promises. */
function causeOf(lines: readonly string[], sentence: string): string | undefined {
  const at = lines.indexOf(sentence) + 1;
  if (sentence.endsWith(':')) return lines[at];
  return lines[at] === 'Caused by:' ? lines[at + 1] : undefined;
}
