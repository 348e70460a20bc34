import { isTestMaterial } from '../proof.ts';
import type { BentCheck, BentTests } from './bending.ts';
import type { ChangedText } from './changed-text.ts';
import { withSections } from './sections.ts';
import { withoutSuppressions } from './suppressions.ts';
import type { TestBlock } from './test-blocks.ts';
import type { TestLoss } from './test-losses.ts';

/** How lost tests are put back: each in its place among what was changed, or the whole file as it was. */
export type Measure = 'each' | 'whole';

/** A file of tests with what it lost put back; null where it has to go. */
export function testsPutBack(tests: BentTests, measure: Measure): string | null {
  const { before, after } = tests.text;
  if (after === null || before === null || measure === 'whole') return before;
  const edits = tests.losses.flatMap((loss) => [
    ...switchEdits(loss, after),
    ...testEdits(loss, { ...tests, old: before, now: after }),
  ]);
  return edits.length < tests.losses.length ? before : edited(after, edits);
}

/** Settings, scripts and source as they were, or without the comments by which checks look away; null where a file goes. */
export function checkPutBack({ text, concerns, suppressions }: BentCheck): string | null {
  const { path, before, after } = text;
  const isSource = concerns.length === suppressions.length;
  if (after !== null && isSource) return withoutSuppressions(path, after, suppressions);
  return before === null ? null : withSections(path, before, after);
}

/** Files of tests that were moved, as they were and where they were; null where nothing was. */
export function testsMovedBack(
  texts: readonly ChangedText[],
): readonly (readonly [path: string, text: string | null])[] {
  return texts.flatMap(({ path, from = null, before }) => {
    if (from === null || !(isTestMaterial(path) || isTestMaterial(from))) return [];
    return [[path, null] as const, [from, before] as const];
  });
}

/** One text in place of another; offsets as in `String.slice`. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Place = Pick<BentTests, 'before' | 'after'> & { readonly old: string; readonly now: string };

/** None where nobody can tell the place. */
function testEdits({ old, now }: TestLoss, place: Place): readonly Edit[] {
  if (old === null) return [];
  const text = place.old.slice(old.start, old.end);
  if (now !== null) return [{ start: now.start, end: now.end, text }];
  const start = placeOf(old, place);
  return start === null ? [] : [{ start, end: start, text: ownLines(text, place.now, start) }];
}

/** Behind the nearest test above it that is still there, else before the nearest below it. */
function placeOf(gone: TestBlock, { before, after }: Place): number | null {
  const at = before.indexOf(gone);
  const find = ({ name }: TestBlock) => after.find((one) => one.name === name);
  const above = before.slice(0, at).reverse().map(find).find(Boolean);
  const below = before
    .slice(at + 1)
    .map(find)
    .find(Boolean);
  return above?.end ?? below?.start ?? null;
}

function ownLines(text: string, around: string, at: number): string {
  const begun = at === 0 || around.charAt(at - 1) === '\n' ? '' : '\n';
  return begun + text + (text.endsWith('\n') ? '' : '\n');
}

/** What switches a suite off, by what stands where it does, and what takes its place. */
const SWITCHES: readonly (readonly [RegExp, string])[] = [
  [/^[xf](?=describe|it)/, ''],
  [/^(\w+(?:\.\w+)*?)\.(?:skip|only|todo)\b/, '$1'],
  [/^(\w+(?:\.\w+)*?)\.(?:skipIf|runIf)(?:\([^)]*\))?/, '$1'],
  [/^(?=pytestmark)/, '# '],
  [/^\/\/(?=[ \t]*(?:go:build|\+build))/, '// was'],
  [/^([ \t]*)@/, '$1# @'],
];

/** The head of a suite alone: what is inside may have lost something too. */
function switchEdits({ at }: TestLoss, text: string): readonly Edit[] {
  if (at === null) return [];
  const whole = text.slice(at.start, at.end);
  const done = SWITCHES.reduce((now, [sign, instead]) => now.replace(sign, instead), whole);
  const kept = Math.min(tailLength(whole, done), whole.length);
  return [{ start: at.start, end: at.end - kept, text: done.slice(0, done.length - kept) }];
}

/** Characters at the end that two texts share. */
function tailLength(a: string, b: string): number {
  let length = 0;
  while (length < b.length && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}

function edited(text: string, edits: readonly Edit[]): string {
  // From the end; of two in one place the later one first, so that it comes to stand behind.
  const inOrder = edits.toReversed().sort((a, b) => b.start - a.start || b.end - a.end);
  return inOrder.reduce(
    (now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end),
    text,
  );
}
