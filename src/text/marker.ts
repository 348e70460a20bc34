import { type MarkedQuestion, type Marker, markerSchema } from '../domain/marker.ts';
import { clip } from '../domain/text-limits.ts';
import { readJson } from './json.ts';

const OPEN = '<!-- codelicious: ';
const CLOSE = ' -->';
/** Characters of a title that are kept: enough to find a task again whose id has changed. */
const TITLE_CHARS = 200;
/** What they are cut to when the whole would not leave a body room below a host's limit. */
const SHORT_TITLE_CHARS = 16;
const MAX_MARKER_CHARS = 24_000;
/** Characters of a question and of one of its answers that are kept, and how many answers. */
const QUESTION_CHARS = 500;
const OPTION_CHARS = 200;
const MAX_OPTIONS = 10;
/** Sentences on why a part stays a draft that are kept, and characters of each. */
const MAX_WHY = 5;
const WHY_CHARS = 300;
/** Markers looked at in one body before the search is given up. */
const MAX_CANDIDATES = 64;

/**
 * What must not stand literally inside an HTML comment, or inside a text that hosts scan: dashes in
 * a row, angle brackets, mentions, references, characters nobody sees.
 */
const UNSAFE =
  /-(?=-)|(?<=-)-|[<>&@#!]|[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The hidden comment that makes a pull request tell which chunks it holds. */
export function renderMarker(marker: Marker): string {
  const forms = [
    render(marker, TITLE_CHARS, marker.questions?.map(bounded)),
    render(marker, SHORT_TITLE_CHARS, marker.questions?.map(shortened)),
  ];
  const fitting = forms.find((form) => form.length <= MAX_MARKER_CHARS);
  return fitting ?? render(marker, SHORT_TITLE_CHARS, undefined);
}

/** The first valid marker of a pull request's body; null when it has none. */
export function parseMarker(body: string): Marker | null {
  let at = body.indexOf(OPEN);
  for (let tried = 0; at !== -1 && tried < MAX_CANDIDATES; tried += 1) {
    const end = body.indexOf(CLOSE, at);
    if (end === -1) return null;
    const read = markerSchema.safeParse(readJson(body.slice(at + OPEN.length, end)));
    if (read.success) return read.data;
    at = body.indexOf(OPEN, at + OPEN.length);
  }
  return null;
}

function bounded(asked: MarkedQuestion): MarkedQuestion {
  const options = asked.options.slice(0, MAX_OPTIONS).map((option) => clip(option, OPTION_CHARS));
  return { ...asked, question: clip(asked.question, QUESTION_CHARS), options };
}

/** Without its answers, which the visible text has. */
function shortened(asked: MarkedQuestion): MarkedQuestion {
  return { ...asked, question: clip(asked.question, OPTION_CHARS), options: [] };
}

function render(marker: Marker, titleChars: number, asked: Marker['questions']): string {
  const chunks = marker.chunks.map(({ id, title, digest }) => {
    return { id, title: clip(title, titleChars), digest };
  });
  const questions = asked?.map(({ id, title, digest, question, options, allowance }) => {
    return { id, title: clip(title, titleChars), digest, question, options, allowance };
  });
  const { spec, part, whole, held } = marker;
  const json = JSON.stringify({ v: 1, spec, part, whole, chunks, questions, held: heldIn(held) });
  return `${OPEN}${json.replace(UNSAFE, escapeCharacter)}${CLOSE}`;
}

function heldIn(held: Marker['held']): Marker['held'] {
  if (held === undefined) return undefined;
  const why = held.why.slice(0, MAX_WHY).map((one) => clip(one, WHY_CHARS));
  return { tip: held.tip, why };
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
