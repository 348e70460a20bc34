import { isLockFile } from '../size.ts';
import { clip, oneLine } from '../text-limits.ts';
import type { ChangedText } from './changed-text.ts';
import { hiddenLines } from './hidden-text.ts';
import { newSources } from './lock-sources.ts';
import { changedScripts } from './scripts.ts';
import { saysTheSame } from './sections.ts';
import { leftBehind, newSuppressions, type Suppression } from './suppressions.ts';
import { type TestLoss, testedFiles } from './test-losses.ts';
import {
  isIgnoreFile,
  isSettingsFile,
  isStrictnessFile,
  loosenings,
  mayLoosen,
} from './thresholds.ts';

export type { ChangedText } from './changed-text.ts';

/** By which a change may bend what judges it. */
export type ConcernCode =
  | 'test_deleted'
  | 'test_skipped'
  | 'test_emptied'
  | 'assertion_weakened'
  | 'expectation_changed'
  | 'test_changed'
  | 'threshold_lowered'
  | 'settings_changed'
  | 'suppression_added'
  | 'script_changed'
  | 'lock_source'
  | 'hidden_unicode'
  | 'hidden_text';

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
  const tested = new Map(testedFiles(texts).map((file) => [file.text.path, file.losses]));
  const lossesOf = ({ path, from }: ChangedText): readonly TestLoss[] =>
    tested.get(path) ?? tested.get(from ?? path) ?? [];
  const moved = leftBehind(texts);
  return texts.flatMap((text) => [
    ...lossesOf(text)
      .filter(({ code }) => code !== 'test_changed')
      .map((loss) => lossConcern(text.path, loss)),
    ...newSuppressions(text, moved).map((found) => suppressionConcern(text.path, found)),
    ...strictnessConcerns(text),
    ...scriptConcerns(text),
    ...lockConcerns(text),
    ...unicodeConcerns(text),
  ]);
}

/** A test that was lost, as a reviewer is told. */
export function lossConcern(path: string, { code, line, name }: TestLoss): Concern {
  return concern(code, { path, name, ...(line === null ? {} : { line }) });
}

/** A comment by which a check looks away, as a reviewer is told. */
export function suppressionConcern(path: string, { line, text }: Suppression): Concern {
  return concern('suppression_added', { path, line, name: text });
}

/** How a change has less demanded than before, as far as its text tells; as a reviewer is told. */
export function strictnessConcerns({ path, before, after }: ChangedText): readonly Concern[] {
  if (before === null) {
    return isIgnoreFile(path) ? [concern('threshold_lowered', { path, name: 'a new file' })] : [];
  }
  if (!isStrictnessFile(path)) return [];
  if (after === null) return [concern('threshold_lowered', { path, name: 'the whole file' })];
  return loosenings(before, after).map(({ key, how }) =>
    concern('threshold_lowered', { path, name: `${key} (${how.replace('_', ' ')})` }),
  );
}

/** Settings that are new or say something else: nobody can tell from them alone whether that is less. */
export function settingsConcerns(text: ChangedText): readonly Concern[] {
  const { path, before, after } = text;
  if (after === null || strictnessConcerns(text).length > 0) return [];
  if (before === null) {
    return mayLoosen(path, after)
      ? [concern('threshold_lowered', { path, name: 'a new file' })]
      : [];
  }
  const isSame = !isSettingsFile(path) || saysTheSame(path, before, after);
  return isSame ? [] : [concern('settings_changed', { path, name: path })];
}

/** Whether it is left open what this says of: known by nothing but that it was changed, or that it is new. */
export function isOpen({ code }: Concern, { before }: ChangedText): boolean {
  return code === 'settings_changed' || (code === 'threshold_lowered' && before === null);
}

/**
 * Which of the scripts that test and check do something else now, as a reviewer is told.
 * @param isJudge the file itself is run by a check and does less
 * @param commands what is run besides the scripts that go by such names
 */
export function scriptConcerns(
  text: ChangedText,
  isJudge = false,
  commands: readonly string[] = [],
): readonly Concern[] {
  const { path } = text;
  const names = isJudge ? [path] : changedScripts(text, commands);
  return names.map((name) => concern('script_changed', { path, name }));
}

/** A line of source that reads otherwise than it runs. */
export function deceptionConcern({ path }: ChangedText, line: number): Concern {
  return concern('hidden_text', { path, line, name: '' });
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
  expectation_changed: (name) => `the old test "${name}" expects something else than before`,
  test_changed: (name) => `the old test "${name}" passes only as it was changed`,
  threshold_lowered: (name) => `a check was loosened: ${name}`,
  settings_changed: (name) => `what checks go by was changed: ${name}`,
  suppression_added: (name) => `a check is told to look away: ${name}`,
  script_changed: (name) => `what tests or checks was changed: ${name}`,
  lock_source: (name) => `packages come from a new source: ${name}`,
  hidden_unicode: () => 'the line holds invisible or bidirectional characters',
  hidden_text: () =>
    'invisible or bidirectional characters make the line read otherwise than it runs',
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
