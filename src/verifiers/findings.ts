import { clip, plain } from '../domain/text-limits.ts';
import type { Finding } from '../domain/verdict.ts';
import { type Clue, readClue } from './clues.ts';

export interface FindingsRequest {
  /** Name of the check the output is of. */
  readonly check: string;
  /** Absolute path of the tree, taken off the files that are named. */
  readonly root: string;
  /** Absolute folder of the tree that relative names start from; `root` where left out. */
  readonly cwd?: string;
}

/** More complaints than this are not told apart; a repair is shown fewer. */
const MAX_FINDINGS = 200;
/** Lines looked at; the last ones, since that is where runners sum up. */
const MAX_LINES = 20_000;
/** A line is cut to this before it is looked at. */
const MAX_LINE_CHARS = 500;
const MESSAGE_CHARS = 300;
/** Drafts after which the rest of the output is not looked at. */
const MAX_DRAFTS = 400;

/** A finding while it is put together from several lines. */
interface Draft {
  file: string | null;
  line: number | null;
  rule: string | null;
  message: string | null;
  /** It is a failing test, of which the rule is the name. */
  isTest?: boolean;
  /** The place is only where the test begins; a stack frame says it better. */
  vague?: boolean;
}

interface Reading {
  readonly drafts: Draft[];
  /** The failure that further lines tell more about. */
  current: Draft | null;
  /** The file that the rows or failures below it belong to. */
  heading: string | null;
  /** Where the test begins that is named next. */
  ahead: { readonly file: string; readonly line: number } | null;
  /** The message ended in a colon: the next line that says something belongs to it. */
  openEnded: boolean;
}

/**
 * What a check's output complains of, in the usual formats: TAP and node:test, vitest, jest, pytest,
 * tsc, eslint, `path:line:col: message`, stack traces. Linear in the output, at most 200 findings.
 */
export function parseFindings(
  output: string,
  { check, root, cwd = root }: FindingsRequest,
): readonly Finding[] {
  const reading = startReading();
  const tree = { root, cwd };
  for (const line of plain(output).split('\n').slice(-MAX_LINES)) {
    const clue = readClue(line.slice(0, MAX_LINE_CHARS), tree);
    if (clue !== null) take(clue, reading);
    else if (reading.openEnded) complete(line.trim(), reading);
    if (reading.drafts.length > MAX_DRAFTS) break;
  }
  return telling(reading.drafts).map((draft) => ({
    check,
    ...(draft.isTest === true && draft.rule !== null ? { test: draft.rule } : {}),
    file: draft.file,
    line: draft.line,
    rule: draft.rule,
    message: clip((draft.message ?? draft.rule ?? '').trim() || 'failed', MESSAGE_CHARS),
  }));
}

function startReading(): Reading {
  return { drafts: [], current: null, heading: null, ahead: null, openEnded: false };
}

function take(clue: Clue, reading: Reading): void {
  switch (clue.type) {
    case 'heading':
      reading.heading = clue.file;
      return;
    case 'row':
      if (reading.heading !== null) push(reading, { ...clue, file: reading.heading });
      return;
    case 'complaint':
      push(reading, clue);
      reading.current = null;
      return;
    case 'failure':
    case 'again':
      takeFailure(clue, reading);
      return;
    case 'message':
      takeMessage(clue.message, reading);
      return;
    case 'ahead':
      reading.ahead = clue;
      return;
    case 'place':
    case 'declared':
      takePlace(clue, reading);
  }
}

type Failure = Extract<Clue, { type: 'failure' | 'again' }>;

/** A failing test is named once where it fails and once more in the summary: one finding. */
function takeFailure(clue: Failure, reading: Reading): void {
  const known = reading.drafts.find((draft) => isSameTest(draft, clue));
  const draft = known ?? push(reading, { file: null, line: null, rule: clue.name, message: null });
  draft.isTest = true;
  draft.file ??= clue.file ?? (clue.type === 'again' ? null : reading.heading);
  draft.message ??= clue.message;
  reading.current = clue.type === 'again' ? null : draft;
  if (reading.ahead !== null) takePlace({ type: 'declared', ...reading.ahead }, reading);
  reading.ahead = null;
}

function isSameTest(draft: Draft, { type, name, file }: Failure): boolean {
  if (draft.rule !== name) return false;
  return type === 'again' || file === null || draft.file === null || draft.file === file;
}

function takeMessage(message: string, reading: Reading): void {
  const { current } = reading;
  if (current === null || (current.rule === null && current.line !== null)) {
    reading.current = push(reading, { file: null, line: null, rule: null, message });
  } else if (current.message === null) current.message = message;
  else return;
  const isBlock = /^[|>][-+]?$/.test(message);
  if (isBlock && reading.current !== null) reading.current.message = '';
  reading.openEnded = isBlock || message.endsWith(':');
}

/** The first line that says something goes on where the message ended in a colon. */
function complete(text: string, reading: Reading): void {
  const { current } = reading;
  if (text === '' || current === null) return;
  current.message = `${current.message ?? ''} ${text}`.trim();
  reading.openEnded = text.endsWith(':');
}

function takePlace(
  { type, file, line }: { readonly type: string; readonly file: string; readonly line: number },
  reading: Reading,
): void {
  const draft = reading.current;
  reading.openEnded = false;
  if (draft === null || (draft.line !== null && draft.vague !== true)) return;
  if (draft.vague === true && type === 'declared') return;
  draft.file = file;
  draft.line = line;
  draft.vague = type === 'declared';
}

function push(reading: Reading, found: Draft): Draft {
  const { file, line, rule, message } = found;
  const draft = { file, line, rule, message };
  reading.drafts.push(draft);
  return draft;
}

/**
 * Each once, those that point somewhere first. What only names a test, such as the suite around the
 * one that failed, is left out where anything says more.
 */
function telling(drafts: readonly Draft[]): readonly Draft[] {
  const seen = new Set<string>();
  const once = drafts.filter((draft) => {
    const key = JSON.stringify([draft.file, draft.line, draft.rule, draft.message]);
    const isNew = !seen.has(key) && !SUITE_FAILED.test(draft.message ?? '');
    seen.add(key);
    return isNew;
  });
  const placed = once.filter((draft) => draft.file !== null);
  const said = once.filter((draft) => draft.file === null && draft.message !== null);
  const ordered = [...placed, ...said];
  return (ordered.length > 0 ? ordered : once).slice(0, MAX_FINDINGS);
}

/** What node:test says of a suite for the tests in it. */
const SUITE_FAILED = /^\d+ subtests? failed$/;
