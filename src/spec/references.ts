/** What a task says it depends on. */
export type Reference =
  /** `T003`, `2.1`, `task 2`. */
  | { readonly kind: 'number'; readonly number: string }
  /** `T003-T005`: every task from one to the other. */
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  /** A bare `2`, or a `2.1` amid a sentence, which counts only where a task has that number. */
  | { readonly kind: 'maybe'; readonly number: string }
  /** A quoted title. */
  | { readonly kind: 'title'; readonly title: string };

/** Without one of these there is no phrase. */
const KEYWORD = /depend|block/i;
const PHRASE =
  /\b(?:depends[ \t]+on|depends[-_]on[ \t]*:|dependencies[ \t]*:|blocked[ \t]+by)[ \t]*/gi;
const NOISE = /(?:[ \t:*_`]|\b(?:on|and|or|the|tasks?|steps?|items?)\b|[,;&+/#])*/iy;
const NAMED = /\b(?:tasks?|steps?|items?)[ \t]*$/i;
const NUMBER = /(?:T\d{1,5}[a-z]?|\d{1,5}(?:\.\d{1,5}){0,6})(?![\p{L}\d%]|\.\d)/iuy;
const RANGE =
  /[ \t]*(?:-|–|—|\.\.|to|through)[ \t]*(T\d{1,5}|\d{1,5}(?:\.\d{1,5}){0,6})(?![\p{L}\d]|\.\d)/iuy;
const QUOTED = /"([^"\n]{1,300})"|“([^”\n]{1,300})”/y;
/** What stands after a number that is not the count or the version of something. */
const BARE_END = /[ \t*_`]*(?:$|[\n\r,;&+/).\]]|and[ \t]+\d)/iy;

/** The references of every "depends on …"; prose such as "depends on the database" has none. */
export function referencesIn(text: string): readonly Reference[] {
  const found: Reference[] = [];
  if (!KEYWORD.test(text)) return found;
  for (const phrase of text.matchAll(PHRASE)) {
    let at = phrase.index + phrase[0].length;
    for (let step = take(text, at); step !== null; step = take(text, at)) {
      found.push(step.reference);
      at = step.end;
    }
  }
  return found;
}

/** Characters of a line in which a title is looked for. */
const MAX_NAME = 300;
/** Where a title may end before its line does. */
const NAME_END = /[)\].;]/;
const NAME_GLUE = /[,;&+/]|\band\b/i;
const NAME_MARKS = ' \t:*_`\'"‘’“”(),.;[]';

/** What may be a title without quotes, or mere prose. */
export interface NamedInWords {
  /** The words after the phrase, to the end of the line or of what brackets or stops enclose. */
  readonly whole: readonly string[];
  /** The same as a list. */
  readonly parts: readonly string[];
}

/** The words after every "depends on …" that has no reference of another kind. */
export function namesIn(text: string): readonly NamedInWords[] {
  if (!KEYWORD.test(text)) return [];
  return [...text.matchAll(PHRASE)].flatMap((phrase) => {
    const at = phrase.index + phrase[0].length;
    if (take(text, at) !== null) return [];
    const line = text
      .slice(at, at + MAX_NAME)
      .split('\n', 1)
      .join('');
    const end = line.search(NAME_END);
    const short = end < 0 ? line : line.slice(0, end);
    const listed = (words: string) => words.split(NAME_GLUE).map(withoutMarks);
    const whole = [line, withoutMarks(line), withoutMarks(short)];
    return [{ whole, parts: listed(short) }];
  });
}

/** A title without its own "depends on …". */
export function bareTitle(title: string): string {
  const at = KEYWORD.test(title) ? title.search(PHRASE) : -1;
  return at < 0 ? title : withoutMarks(title.slice(0, at));
}

function withoutMarks(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && NAME_MARKS.includes(text.charAt(from))) from += 1;
  while (from < to && NAME_MARKS.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

interface Step {
  readonly reference: Reference;
  readonly end: number;
}

function take(text: string, from: number): Step | null {
  NOISE.lastIndex = from;
  NOISE.test(text);
  const at = NOISE.lastIndex;
  const noise = text.slice(from, at);
  const quoted = matchAt(QUOTED, text, at);
  if (quoted) {
    const title = quoted.slice(1).join('');
    return { reference: { kind: 'title', title }, end: at + quoted[0].length };
  }
  const number = matchAt(NUMBER, text, at)?.[0];
  if (number === undefined) return null;
  return takeRange(text, number, at) ?? takeNumber(text, { number, at, noise });
}

function takeRange(text: string, from: string, at: number): Step | null {
  const range = matchAt(RANGE, text, at + from.length);
  if (range === null) return null;
  const end = at + from.length + range[0].length;
  return { reference: { kind: 'range', from, to: range.slice(1).join('') }, end };
}

interface Found {
  readonly number: string;
  readonly at: number;
  /** What stands between the phrase, or the reference before, and the number. */
  readonly noise: string;
}

function takeNumber(text: string, { number, at, noise }: Found): Step | null {
  const end = at + number.length;
  const alone = matchAt(BARE_END, text, end) !== null;
  const dotted = number.includes('.');
  const sure = /^T/i.test(number) || NAMED.test(noise) || (dotted && alone);
  if (!sure && !dotted && !alone) return null;
  return { reference: { kind: sure ? 'number' : 'maybe', number }, end };
}

function matchAt(form: RegExp, text: string, at: number): RegExpExecArray | null {
  form.lastIndex = at;
  return form.exec(text);
}
