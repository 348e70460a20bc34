import type { Chunk } from '../chunk.ts';
import type { ChangedText } from './changed-text.ts';
import { stemOf } from './language.ts';

/** The task a change was made for. */
export type Asker = Pick<Chunk, 'title' | 'instructions'>;

/** Words that ask for less, unless they are names in code, and what they are said of: to the end of the clause. */
const REMOVAL =
  /(?<![`.\w])(?:remov\w+|delet\w+|drop(?:s|ped|ping)?|skip\w*|disabl\w+|deprecat\w+|retir\w+|eliminat\w+|get(?:ting)? rid of|strip\w*|prun\w+|clean(?:s|ed|ing)?[ -]?up|discard\w*|revert\w*|obsolete|unused|quarantin\w+)\b(?![`(])((?:[^.;\n]|\.(?=\w))*)/gi;

/** Words that ask for something else in its place. */
const REPLACEMENT =
  /\b(?:renam\w+|migrat\w+|mov(?:e|es|ed|ing)|replac\w+|rewrit\w+|rework\w*|consolidat\w+|merg\w+|split\w*|convert\w*|port(?:s|ed|ing)?|refactor\w*|restructur\w+|reorgani[sz]\w+|simplif\w+|unif(?:y|ies|ied)|combin\w+|switch\w*|dedupl\w+|parametri[sz]\w+)\b((?:[^.;\n]|\.(?=\w))*)/gi;

const SENTENCE_END = /[.;](?=\s|$)|\n/;

/** Tests, and that they go. */
const GOING =
  /\b((?:tests?|specs?|suites?|cases?)\s(?:(?:of|for|about|in|and|that cover)\s[^,:]{1,60}?\s)?)(?:(?:can|may|should|must|will|shall)\s)?(?:(?:is|are|be|get|gets)\s(?:\w{1,20}\s)?(?:removed|deleted|dropped|retired|discarded|gone|obsolete)|(?:go|goes)(?:\s(?:away|too|with (?:it|them)))?(?=\s*(?:[,:!]|$)))/i;

const TESTS = /^(?:tests?|specs?|suites?|testing|cases?)$/;

/** Words that say nothing of which test is meant. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  'the and all old any from for with that this those these its our into now not use using used longer which when where whether while until after before who what how why than then there here are was were has have had been being does did done can may might must shall should will would could say says said tell tells take takes give gives only also just too very such same each every both either other more most less least first last next per via off out over under again once ever never always still yet but nor because since tests test spec specs suite suites testing case cases unit integration file files code obsolete outdated stale slow flaky broken failing legacy unused redundant duplicate duplicated new some one two src lib them they their support'.split(
    ' ',
  ),
);

/** Tests that are gone, as a task may speak of them. */
export interface Lost {
  readonly path: string;
  readonly names: readonly string[];
  /** Whether new tests for the same were written. */
  readonly replaced: boolean;
}

/** Whether a task asks that these tests go, rest, or make way for others. */
export function asksToLose(task: Asker, { path, names, replaced }: Lost): boolean {
  const words = wordsIn([stemOf(path), ...names].join(' '));
  const clauses = [
    ...clausesOf(task, REMOVAL),
    ...(replaced ? clausesOf(task, REPLACEMENT) : []),
    ...goingIn(task),
  ];
  return clauses.some((clause) => {
    if (clause.includes(path)) return true;
    const said = wordsIn(clause);
    const specific = said.filter((word) => !EMPTY_WORDS.has(word));
    if (specific.length === 0) return said.some((word) => TESTS.test(word));
    return specific.some((word) => words.some((name) => isAkin(word, name)));
  });
}

/** Words by which a task asks that checks look away. */
const SUPPRESS =
  /\b(?:eslint-disable|ts-ignore|ts-expect-error|ts-nocheck|noqa|nolint|nosec|nosemgrep|type: ?ignore|pragma|istanbul|biome-ignore|shellcheck disable|suppress\w*|silenc\w+|#!?\[allow)\b|\b(?:ignor|disabl|allow|exempt|exclud)\w*\b[^.;\n]*\b(?:lint\w*|warnings?|rules?|type errors?|coverage|check(?:s|er|ers)?)\b/i;

/** Whether a task asks for comments by which checks look away. */
export function asksToSuppress(task: Asker): boolean {
  return SUPPRESS.test(textOf(task));
}

/** What checks are made of, as tasks speak of it. */
const CHECK = String.raw`(?:es-?lint\w*|biome|oxlint|prettier|stylelint|tsc|ts-?config\w*|typescript|jest|vitest|mocha|ava|node:test|karma|jasmine|playwright|cypress|nyc|c8|istanbul|coverage|codecov|lint(?:er|ers|ing|s)?|ruff|flake8|pylint|mypy|pyright|bandit|pytest|unittest|tox|nox|clippy|golangci\S*|shellcheck|strict(?:ness)?|thresholds?|compiler options?|test (?:runner|script|command|config\w*|setup)s?|npm (?:test|scripts?)|makefile|build (?:script|config\w*|system|tool\w*))`;
const CHECKS = new RegExp(String.raw`\b${CHECK}\b`, 'i');

/** Words that ask for another setting or tool. */
const SETTING =
  /\b(?:(?:re)?config\w*|settings?|set(?:s|ting)? ?up|lower\w*|relax\w*|loosen\w*|disabl\w+|turn\w* off|ignor\w+|exclud\w+|migrat\w+|replac\w+|switch\w*|adopt\w*|upgrad\w+|bump\w*|remov\w+|drop\w*|convert\w*|port)\b/i;

/** Words that do so only of what they are said of. */
const CHANGING = new RegExp(
  String.raw`\b(?:set|add|use|updat\w+|chang\w+|renam\w+|mov\w+|introduc\w+|reduc\w+|allow\w*)\s+(?:(?:an?|the|our|new)\s+)*${CHECK}\b`,
  'i',
);

/** Whether a task asks for other settings of checks or for other scripts, of this file or of any. */
export function asksToResettle(task: Asker, { path }: Pick<ChangedText, 'path'>): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return textOf(task)
    .split(SENTENCE_END)
    .some((sentence) => {
      const isNamed = sentence.includes(name);
      return (
        isNamed || CHANGING.test(sentence) || (CHECKS.test(sentence) && SETTING.test(sentence))
      );
    });
}

/** A task as one text. */
export function textOf({ title, instructions }: Asker): string {
  return `${title}\n${instructions}`;
}

function clausesOf(task: Asker, pattern: RegExp): readonly string[] {
  return [...textOf(task).matchAll(pattern)].map(([, clause = '']) => clause);
}

/** The same where it is said of tests that they go: what stands before it. */
function goingIn(task: Asker): readonly string[] {
  return textOf(task)
    .split(SENTENCE_END)
    .flatMap((sentence) => {
      const found = GOING.exec(sentence);
      if (found === null) return [];
      const { 1: tests = '', index } = found;
      return [sentence.slice(0, index + tests.length)];
    });
}

/** Words of three letters and more, those of camelCase and snake_case apart. */
export function wordsIn(text: string): readonly string[] {
  const apart = text.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/_/g, ' ');
  return [...apart.matchAll(/\p{L}[\p{L}\d]{2,}/gu)].map(([word]) => word.toLowerCase());
}

/** Letters at the begin by which two forms of a word are known as one. */
const ROOT_LETTERS = 4;

/** Whether two words are forms of one. */
export function isAkin(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= ROOT_LETTERS && long.startsWith(short.replace(/(?:e|es|s|ing|ed)$/, ''));
}
