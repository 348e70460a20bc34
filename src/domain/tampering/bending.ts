import { type Asker, asksToLose, asksToResettle, asksToSuppress } from './asked.ts';
import { asksForOther, changedWords } from './asked-behaviour.ts';
import type { ChangedText } from './changed-text.ts';
import {
  type Concern,
  deceptionConcern,
  lossConcern,
  scriptConcerns,
  settingsConcerns,
  strictnessConcerns,
  suppressionConcern,
} from './concerns.ts';
import { deceivingLines } from './hidden-text.ts';
import { isTestFile } from './language.ts';
import { doesLess, namedIn } from './scripts.ts';
import { type Gone, goneSource, mentionsGone, testsGoneFile } from './subject.ts';
import { leftBehind, newSuppressions, type Suppression } from './suppressions.ts';
import { type TestedFile, type TestLoss, testedFiles } from './test-losses.ts';

/** A file of tests and what has to be put back of it. */
export type BentTests = Pick<TestedFile, 'text' | 'before' | 'after' | 'losses'>;

/** A file that says how strict checks are or what they run, or that tells them to look away. */
export interface BentCheck {
  readonly text: ChangedText;
  readonly concerns: readonly Concern[];
  readonly suppressions: readonly Suppression[];
}

/** What of a change nobody asked for and may be what its checks pass by. */
export interface Bending {
  /** Turned away whatever the checks say. */
  readonly refused: readonly Concern[];
  /** Turned away where the checks fail once it is put back. */
  readonly tests: readonly BentTests[];
  readonly checks: readonly BentCheck[];
}

/** A change with what it was made for. */
export interface Bent {
  readonly texts: readonly ChangedText[];
  readonly task: Asker;
  /** Commands that test and check, as they were before the change. */
  readonly commands: readonly string[];
}

/** Tells what was asked for, or is a matter of taste, from what may only be there to pass. */
export function bendingOf({ texts, task, commands }: Bent): Bending {
  const gone = goneSource(texts);
  const isOther = once(() => asksForOther(task, changedWords(texts)));
  const lost = testedFiles(texts).map((file) => ({
    file,
    losses: unasked(file, { task, gone, isOther }),
  }));
  const refused = lost.filter(({ file, losses }) => isMost(file, losses));
  const moved = leftBehind(texts);
  return {
    refused: [
      ...refused.flatMap(({ file, losses }) => shown(file, losses)),
      ...texts.flatMap((text) => deceivingLines(text).map((line) => deceptionConcern(text, line))),
    ],
    tests: lost
      .filter((one) => !refused.includes(one) && one.losses.length > 0)
      .map(({ file: { text, before, after }, losses }) => ({ text, before, after, losses })),
    checks: texts
      .map((text) =>
        bentCheck(text, { task, commands, suppressions: newSuppressions(text, moved) }),
      )
      .filter(({ concerns }) => concerns.length > 0),
  };
}

interface Excuse {
  readonly task: Asker;
  readonly gone: Gone;
  /** Whether old tests may have had to change for the task. */
  readonly isOther: () => boolean;
}

function once(ask: () => boolean): () => boolean {
  let answer: boolean | null = null;
  return () => {
    answer ??= ask();
    return answer;
  };
}

/** What was lost of the tests of a file, but for what the task asks for and what has nothing to test any more. */
function unasked(file: TestedFile, { task, gone, isOther }: Excuse): readonly TestLoss[] {
  const { text, fresh } = file;
  const { path } = text;
  const held = text.before ?? '';
  if (held === '' || testsGoneFile(text.from ?? path, held, gone)) return [];
  return file.losses.filter((loss) => {
    const { name, old, now, rewritten, at } = loss;
    if (old === null && now !== null) return false;
    if ((rewritten || OTHERWISE.has(loss.code)) && isOther()) return false;
    const names = at === null ? [name] : file.before.map((one) => one.name);
    const isScene = old === null && CHANGED.has(loss.code);
    const body = old === null ? (isScene ? held : '') : held.slice(old.start, old.end);
    if (mentionsGone(body, gone)) return false;
    return !asksToLose(task, { path, names, replaced: fresh.length > 0 });
  });
}

/** What a task may be the reason of without asking for less. */
const OTHERWISE: ReadonlySet<string> = new Set(['expectation_changed', 'test_changed']);
/** What leaves a test where it was. */
const CHANGED: ReadonlySet<string> = new Set([...OTHERWISE, 'assertion_weakened']);

/** Whether a file of tests, or most of what ran in one, was given up for nothing. */
function isMost(file: TestedFile, losses: readonly TestLoss[]): boolean {
  if (losses.length === 0) return false;
  if (file.text.after === null) return file.fresh.length * 2 < file.before.length + 1;
  const ran = file.before.filter(({ skipped }) => !skipped).length;
  const isLoss = ({ code }: TestLoss): boolean => !OTHERWISE.has(code);
  const excused = file.losses.filter(isLoss).length - losses.filter(isLoss).length;
  return (file.lost - excused) * 2 > ran && !file.fresh.some(({ many }) => many);
}

/** A deleted file is one complaint. */
function shown({ text }: TestedFile, losses: readonly TestLoss[]): readonly Concern[] {
  const plain = losses.filter(({ code }) => code !== 'test_changed');
  const concerns = plain.map((loss) => lossConcern(text.path, loss));
  return text.after === null ? concerns.slice(0, 1) : concerns;
}

interface Checked {
  readonly task: Asker;
  readonly commands: readonly string[];
  readonly suppressions: readonly Suppression[];
}

function bentCheck(text: ChangedText, { task, commands, suppressions: all }: Checked): BentCheck {
  const suppressions = asksToSuppress(task) ? [] : all.filter((one) => !isTypeTest(text, one));
  const settled = asksToResettle(task, text)
    ? []
    : [
        ...strictnessConcerns(text),
        ...settingsConcerns(text),
        ...scriptConcerns(text, isNamed(text, commands), commands),
      ];
  const silenced = suppressions.map((one) => suppressionConcern(text.path, one));
  return { text, concerns: [...settled, ...silenced], suppressions };
}

function isNamed(text: ChangedText, commands: readonly string[]): boolean {
  return namedIn(commands, [text.path]).length > 0 && doesLess(text);
}

/** That something has the wrong type is what a test of types shows. */
function isTypeTest({ path }: ChangedText, { text }: Suppression): boolean {
  return isTestFile(path) && /@ts-expect-error|type:\s*ignore/.test(text);
}
