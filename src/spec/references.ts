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
