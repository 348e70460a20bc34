import { type Asker, isAkin, textOf, wordsIn } from './asked.ts';
import type { ChangedText } from './changed-text.ts';
import { stemOf } from './language.ts';

/** Words that ask for something to be otherwise than it is. */
const CHANGE =
  /\b(?:fix\w*|correct\w*|chang\w*|adjust\w*|alter\w*|instead|behavio\w*|expect\w*|no longer|wrong\w*|bugs?|issues?|breaking|defaults?|revert\w*|must|should|returns?|throws?|rais\w+|reject\w*|accept\w*|treat\w*|now|invert\w*|negat\w*|rename\w*)\b/i;

/** Words that ask for everything to stay as it is, seen from outside. */
const KEEP =
  /\b(?:refactor\w*|quick\w*|fast\w*|speed\w*|perform\w*|optimi[sz]\w*|tid(?:y|ied|ies)|clean\w*|typos?|comments?|docs?|document\w*|simplif\w*|restructur\w*|reorgani[sz]\w*|shorter)\b/i;

/** At the begin of a clause it says that there is to be more, elsewhere it may be a name. */
const VERB = /(^|[.;:,\n]\s*|\b(?:and|to|also|then)\s+)add(?:s|ed|ing)?\b/gi;

/** Words of tasks and of code that say nothing of what is meant. */
const COMMON: ReadonlySet<string> = new Set(
  'make makes made more most some any all and the for with from into onto that this these those its new old one two use uses used using support supports implement implements improve improves update updates create creates handle handles ensure allow allows will can may have has get gets set sets let lets test tests spec specs testing assert equal equals expect toequal describe const let var function async await return returns export import default class def self func true false null none undefined value values code file files line lines src lib index main module name type string number'.split(
    ' ',
  ),
);

/**
 * Whether a task may be what old tests had to change for: it asks for something else, or speaks of what was changed and
 * does not ask for the same in another shape.
 */
export function asksForOther(task: Asker, changed: ReadonlySet<string>): boolean {
  const text = textOf(task);
  if (CHANGE.test(text)) return true;
  if (KEEP.test(text)) return false;
  return wordsIn(text.replace(VERB, '$1')).some(
    (word) => !COMMON.has(word) && [...changed].some((name) => isAkin(word, name)),
  );
}

/** Words of the files that a change found and of the lines that it changed there; what is new is no reason for it. */
export function changedWords(texts: readonly ChangedText[]): ReadonlySet<string> {
  const all = texts.flatMap(({ path, before, after }) => {
    if (before === null) return [];
    const [old, now] = [linesOf(before), linesOf(after ?? '')];
    const gone = [...old].filter((line) => !now.has(line));
    const come = [...now].filter((line) => !old.has(line));
    return [stemOf(path), ...[...gone, ...come].slice(0, MAX_LINES)];
  });
  return new Set(wordsIn(all.join('\n')).filter((word) => !COMMON.has(word)));
}

/** Lines of one file that are looked at. */
const MAX_LINES = 2000;

function linesOf(text: string): ReadonlySet<string> {
  return new Set(text.split('\n').map((line) => line.trim()));
}
