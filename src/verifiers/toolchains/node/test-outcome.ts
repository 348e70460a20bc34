import { posix } from 'node:path';
import { clip, oneLine, plain } from '../../../domain/text-limits.ts';
import type { Finding } from '../../../domain/verdict.ts';
import { readClue, type Standpoint } from '../../clues.ts';

/** What became of one test, or of a file of tests that could not be loaded. */
export interface TestOutcome {
  /** Repository-relative; null where the runner does not say. */
  readonly file: string | null;
  /** The line the test begins on; null where the runner does not say. */
  readonly line: number | null;
  /** Names of its suites and its own, outermost first; empty for a whole file. */
  readonly titles: readonly string[];
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it failed, stack and all; empty where it did not. */
  readonly failure: string;
}

const MESSAGE_CHARS = 300;
/** Lines of a failure that are looked at for a place. */
const MAX_LINES = 200;
/** A stack begins here. */
const STACK = /\n\s+at /;

/** The full name of a test, the same wherever its file is. */
function nameOf({ titles, file }: TestOutcome): string {
  return titles.length === 0 ? (file ?? 'a file of tests') : titles.join(' > ');
}

/** What a failed test complains of. */
export function findingOf(outcome: TestOutcome, check: string, from: Standpoint): Finding {
  const name = nameOf(outcome);
  const failure = plain(outcome.failure);
  const place = placeIn(failure, from);
  const file = outcome.file ?? place?.file ?? null;
  const text = failure.slice(0, STACK.exec(failure)?.index ?? failure.length);
  const inside = text.replaceAll(`${from.root}/`, '');
  const message = clip(oneLine(inside).trim() || 'failed', MESSAGE_CHARS);
  const isElsewhere = place !== null && place.file !== file;
  return {
    check,
    test: name,
    file,
    line: place !== null && !isElsewhere ? place.line : outcome.line,
    rule: name,
    message: isElsewhere ? `${message} (${place.file}:${place.line})` : message,
  };
}

function placeIn(
  failure: string,
  from: Standpoint,
): { readonly file: string; readonly line: number } | null {
  for (const line of failure.split('\n').slice(0, MAX_LINES)) {
    const clue = STACK.test(`\n${line}`) || /^\S+:\d+$/.test(line) ? readClue(line, from) : null;
    if (clue?.type === 'place') return clue;
  }
  return null;
}

/** A path of a report as the tree names it; null for one outside. */
export function inTree(path: string, { root, cwd }: Standpoint): string | null {
  const file = path.replace(/^file:\/\//, '');
  const inside = posix.relative(root, posix.resolve(cwd, file));
  return inside === '' || inside.startsWith('..') ? null : inside;
}
