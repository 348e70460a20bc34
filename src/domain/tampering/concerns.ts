import { isLockFile } from '../size.ts';
import { clip, oneLine } from '../text-limits.ts';
import { hiddenLines } from './hidden-text.ts';
import { isTestFile, languageOf } from './language.ts';
import { newSources } from './lock-sources.ts';
import { mayBeSuppressed, suppressionsIn } from './suppressions.ts';
import { suiteSwitches, type TestBlock, testBlocks } from './test-blocks.ts';
import { isStrictnessFile, loosenings } from './thresholds.ts';

/** One text file as a change found and left it. */
export interface ChangedText {
  readonly path: string;
  /** Null where it is new. */
  readonly before: string | null;
  /** Null where it is gone. */
  readonly after: string | null;
}

/** By which a change may bend what judges it. */
export type ConcernCode =
  | 'test_deleted'
  | 'test_skipped'
  | 'test_emptied'
  | 'assertion_weakened'
  | 'threshold_lowered'
  | 'suppression_added'
  | 'lock_source'
  | 'hidden_unicode';

/** One thing a reviewer has to look at. */
export interface Concern {
  readonly code: ConcernCode;
  readonly path: string;
  /** 1-based, in the new text; null where nothing is left to point at. */
  readonly line: number | null;
  /** One sentence. */
  readonly message: string;
}

/** Everything about a change that may bend its judges, in the order of its files. */
export function concernsOf(texts: readonly ChangedText[]): readonly Concern[] {
  const tests = texts.filter(({ path }) => isTestFile(path) || languageOf(path) === 'rust');
  const kept = new Set(tests.flatMap((text) => blocksOf(text.path, text.after)).map(nameOf));
  return texts.flatMap((text) => [
    ...(tests.includes(text) ? testConcerns(text, kept) : []),
    ...suppressionConcerns(text),
    ...strictnessConcerns(text),
    ...lockConcerns(text),
    ...unicodeConcerns(text),
  ]);
}

function blocksOf(path: string, text: string | null): readonly TestBlock[] {
  return text === null ? [] : testBlocks(text, languageOf(path));
}

function nameOf({ name }: TestBlock): string {
  return name;
}

/** A test that another file of the change holds now has moved; one among as many as before was renamed. */
function testConcerns(text: ChangedText, kept: ReadonlySet<string>): readonly Concern[] {
  const { path } = text;
  const before = blocksOf(path, text.before);
  const after = blocksOf(path, text.after);
  const gone = before.filter(({ name }) => !kept.has(name));
  const lost = Math.max(0, before.length - after.length);
  const deleted = gone.slice(0, lost).map(({ name }) => concern('test_deleted', { path, name }));
  return [
    ...deleted,
    ...switched(text),
    ...after.flatMap((block) => changed(block, { path, before })),
  ];
}

function switched({ path, before, after }: ChangedText): readonly Concern[] {
  const language = languageOf(path);
  const old = suiteSwitches(before ?? '', language).length;
  const now = suiteSwitches(after ?? '', language);
  return now.slice(old).map((line) => concern('test_skipped', { path, line, name: 'a suite' }));
}

function changed(
  block: TestBlock,
  { path, before }: { readonly path: string; readonly before: readonly TestBlock[] },
): readonly Concern[] {
  const { name, line } = block;
  const old = before.find((one) => one.name === name);
  const where = { path, line, name };
  const skipped = block.skipped && old?.skipped !== true;
  const real = (one: TestBlock): number => one.assertions - one.empty;
  if (skipped) return [concern('test_skipped', where)];
  if (old === undefined || real(block) >= real(old)) return [];
  return [concern(real(block) <= 0 ? 'test_emptied' : 'assertion_weakened', where)];
}

function suppressionConcerns({ path, before, after }: ChangedText): readonly Concern[] {
  if (after === null || !mayBeSuppressed(path)) return [];
  const old = counts(suppressionsIn(path, before ?? ''));
  return suppressionsIn(path, after)
    .filter(({ text }) => {
      const left = old.get(text) ?? 0;
      old.set(text, left - 1);
      return left <= 0;
    })
    .map(({ line, text }) => concern('suppression_added', { path, line, name: text }));
}

function counts(lines: readonly { readonly text: string }[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { text } of lines) found.set(text, (found.get(text) ?? 0) + 1);
  return found;
}

function strictnessConcerns({ path, before, after }: ChangedText): readonly Concern[] {
  if (before === null || !isStrictnessFile(path)) return [];
  if (after === null) return [concern('threshold_lowered', { path, name: 'the whole file' })];
  return loosenings(before, after).map(({ key, how }) =>
    concern('threshold_lowered', { path, name: `${key} (${how.replace('_', ' ')})` }),
  );
}

function lockConcerns({ path, before, after }: ChangedText): readonly Concern[] {
  if (after === null || !isLockFile(path)) return [];
  return newSources(before ?? '', after).map((host) =>
    concern('lock_source', { path, name: host }),
  );
}

function unicodeConcerns({ path, before, after }: ChangedText): readonly Concern[] {
  return hiddenLines(before ?? '', after ?? '').map((line) =>
    concern('hidden_unicode', { path, line, name: '' }),
  );
}

const SENTENCES: Readonly<Record<ConcernCode, (name: string) => string>> = {
  test_deleted: (name) => `the test "${name}" was deleted`,
  test_skipped: (name) => `"${name}" is skipped, or skips others`,
  test_emptied: (name) => `the test "${name}" asserts nothing any more`,
  assertion_weakened: (name) => `the test "${name}" asserts less than before`,
  threshold_lowered: (name) => `a check was loosened: ${name}`,
  suppression_added: (name) => `a check is told to look away: ${name}`,
  lock_source: (name) => `packages come from a new source: ${name}`,
  hidden_unicode: () => 'the line holds invisible or bidirectional characters',
};

interface Where {
  readonly path: string;
  readonly line?: number;
  readonly name: string;
}

function concern(code: ConcernCode, { path, line, name }: Where): Concern {
  const message = SENTENCES[code](clip(oneLine(name), MAX_NAME));
  return { code, path, line: line ?? null, message };
}

/** Characters of a test's name or a line shown in a sentence. */
const MAX_NAME = 120;
