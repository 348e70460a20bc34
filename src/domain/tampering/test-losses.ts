import { type Alteration, type Altered, alterationOf, sceneAlteration } from './alterations.ts';
import type { ChangedText } from './changed-text.ts';
import { gainsOf, goneFrom, unlessOutOfReach } from './gone-tests.ts';
import { isExpectation, isTestFile, languageOf, stemOf } from './language.ts';
import { type PlacedTest, renamedTests } from './renamed-tests.ts';
import { type SuiteSwitch, suiteSwitches } from './suite-switches.ts';
import { hasAssertions, type TestBlock, testBlocks } from './test-blocks.ts';

/** One way in which a change has less tested than before, or something else. */
export interface TestLoss {
  readonly code: 'test_deleted' | 'test_skipped' | 'test_emptied' | Alteration;
  readonly name: string;
  /** 1-based, in the new text; null where nothing is left to point at. */
  readonly line: number | null;
  /** The test as it was; null for a suite, and for a test that is new. */
  readonly old: TestBlock | null;
  /** The test as it is. */
  readonly now: TestBlock | null;
  /** What switches a suite off. */
  readonly at: SuiteSwitch | null;
  /** It asserts something else now: nobody can tell that from a task done. */
  readonly rewritten: boolean;
}

/** A file of tests, and what of it was lost. */
export interface TestedFile {
  readonly text: ChangedText;
  readonly before: readonly TestBlock[];
  readonly after: readonly TestBlock[];
  readonly losses: readonly TestLoss[];
  /** Tests that ran before and that neither run, nor assert anything, nor have new ones in their stead. */
  readonly lost: number;
  /** New tests for the same subject, anywhere in the change. */
  readonly fresh: readonly TestBlock[];
}

type Blocks = Pick<TestedFile, 'text' | 'before' | 'after'> & {
  /** Its texts, empty where there is none. */
  readonly old: string;
  readonly now: string;
};

/** What the tests of a change lost or became, file by file; those that moved or were renamed are not lost. */
export function testedFiles(texts: readonly ChangedText[]): readonly TestedFile[] {
  const files = texts
    .map(unlessOutOfReach)
    .filter(({ path }) => isTestFile(path) || languageOf(path) === 'rust' || isExpectation(path))
    .map((text): Blocks => {
      const language = languageOf(text.path);
      const [old, now] = [text.before ?? '', text.after ?? ''];
      const [before, after] = [testBlocks(old, language), testBlocks(now, language)];
      return { text, old, now, before, after };
    });
  const pool = freshTests(files);
  const gains = gainsOf(files);
  const left = new Map<string, Supply>();
  return files.map((file) => {
    const stem = stemOf(file.text.path);
    const fresh = pool.filter((one) => one.stem === stem).flatMap(({ tests }) => tests);
    const supply = left.get(stem) ?? supplyOf(fresh.map(testOf));
    left.set(stem, supply);
    const gone = goneFrom(file, gains);
    const renamed = renamedTests(
      gone.map((test) => placed(test, file.old, file.before)),
      fresh,
    );
    const deleted = gone.filter((test) => !renamed.has(test)).map(lossOfAll);
    const switched = switchedOff(file);
    const altered = [...file.after.flatMap((now) => lossIn(now, file)), ...sceneLoss(file)];
    const few = unreplaced(gone, supply);
    return {
      ...file,
      losses: [...wholeFile(file, fresh), ...deleted, ...switched, ...altered],
      lost: few.length + stopped(file, switched, altered),
      fresh: fresh.map(testOf),
    };
  });
}

/** Tests under names that no test of the change had before, by what they test. */
function freshTests(
  files: readonly Blocks[],
): readonly { readonly stem: string; readonly tests: readonly PlacedTest[] }[] {
  const old = new Set(files.flatMap(({ before }) => before.map(({ name }) => name)));
  return files.map(({ text, now, after }) => {
    const fresh = after.filter(({ name, skipped }) => !old.has(name) && !skipped);
    return { stem: stemOf(text.path), tests: fresh.map((test) => placed(test, now, after)) };
  });
}

function placed(test: TestBlock, text: string, among: readonly TestBlock[]): PlacedTest {
  return { test, among, text: text.slice(test.start, test.end) };
}

function testOf({ test }: PlacedTest): TestBlock {
  return test;
}

interface Supply {
  asserting: number;
  bare: number;
}

function supplyOf(tests: readonly TestBlock[]): Supply {
  const asserting = tests.filter((one) => realOf(one) > 0).length;
  const bare = tests.filter((one) => one.assertions === 0).length;
  return { asserting, bare };
}

/** What new tests do not make up for; one that asserts nothing stands only for one that did not either. */
function unreplaced(gone: readonly TestBlock[], supply: Supply): readonly TestBlock[] {
  return gone.filter((one) => {
    const kinds = realOf(one) > 0 ? (['asserting'] as const) : (['bare', 'asserting'] as const);
    const kind = kinds.find((each) => supply[each] > 0);
    if (kind === undefined) return true;
    supply[kind] -= 1;
    return false;
  });
}

function realOf({ assertions, empty }: TestBlock): number {
  return assertions - empty;
}

const PLAIN = { line: null, old: null, now: null, at: null, rewritten: false } as const;

function lossOfAll(old: TestBlock): TestLoss {
  return { ...PLAIN, code: 'test_deleted', name: old.name, old };
}

/** A file of tests that are no blocks: a script that asserts, or a language that is not read here. */
function wholeFile(
  { text: { path, after }, old, before }: Blocks,
  fresh: readonly PlacedTest[],
): readonly TestLoss[] {
  const language = languageOf(path);
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (after !== null || before.length > 0 || fresh.length > 0 || !TEST_NAME.test(name)) return [];
  if (language !== 'other' && !hasAssertions(old, language)) return [];
  return [{ ...PLAIN, code: 'test_deleted', name: path }];
}

/** What a script that is a test is called; what helps tests is called otherwise. */
const TEST_NAME = /^(?!.*helper)(?:tests?\b|.*(?:test|spec)s?\.\w+$|.*[._-](?:test|spec)s?[._-])/i;

function switchedOff({ text, old, now }: Blocks): readonly TestLoss[] {
  const language = languageOf(text.path);
  const lineOf = (all: string, { line }: SuiteSwitch) => all.split('\n')[line - 1]?.trim();
  const before = suiteSwitches(old, language).map((one) => lineOf(old, one));
  return suiteSwitches(now, language)
    .filter((one) => !before.includes(lineOf(now, one)))
    .map((at) => ({ ...PLAIN, code: 'test_skipped', name: 'a suite', line: at.line, at }));
}

function lossIn(now: TestBlock, file: Blocks): readonly TestLoss[] {
  const { name, line } = now;
  const { before } = file;
  const old = before.find((one) => one.name === name) ?? null;
  const loss = { ...PLAIN, name, line, old, now };
  if (now.skipped && old?.skipped !== true) return [{ ...loss, code: 'test_skipped' }];
  if (old === null || now.skipped) return [];
  const rewritten = now.strict.some((one) => !old.strict.includes(one));
  if (realOf(now) >= realOf(old)) {
    const isVague = now.strict.length < old.strict.length && !rewritten;
    const code = isVague ? 'assertion_weakened' : alterationOf(alteredOf({ old, now }, file));
    return code === null ? [] : [{ ...loss, code }];
  }
  if (realOf(now) <= 0) return [{ ...loss, code: 'test_emptied' }];
  return [{ ...loss, code: 'assertion_weakened', rewritten }];
}

function alteredOf(
  { old, now }: { readonly old: TestBlock; readonly now: TestBlock },
  file: Blocks,
): Altered {
  const language = languageOf(file.text.path);
  const strict = [old.strict, now.strict] as const;
  return {
    ...{ old: file.old.slice(old.start, old.end), now: file.now.slice(now.start, now.end) },
    ...{ language, strict },
  };
}

/** What stands outside of the tests of a file may decide what becomes of them. */
function sceneLoss({ text: { path, before, after: left }, ...file }: Blocks): readonly TestLoss[] {
  if (before === null || left === null || !isScene(path)) return [];
  const code = sceneAlteration({
    ...{ old: outside(file.old, file.before), now: outside(file.now, file.after) },
    language: languageOf(path),
  });
  return code === null ? [] : [{ ...PLAIN, code, name: path }];
}

/** In source with tests in it that is the source. */
function isScene(path: string): boolean {
  return isTestFile(path) || isExpectation(path);
}

function outside(text: string, blocks: readonly TestBlock[]): string {
  return blocks.reduceRight((now, { start, end }) => now.slice(0, start) + now.slice(end), text);
}

/** Old tests that are still there and do not run, or assert nothing. */
function stopped(
  { before, after }: Blocks,
  switched: readonly TestLoss[],
  altered: readonly TestLoss[],
): number {
  const old = new Set(before.filter(({ skipped }) => !skipped).map(({ name }) => name));
  const off = new Set(altered.filter(({ code }) => STOPS.has(code)).map(({ now }) => now));
  const isOff = (one: TestBlock): boolean =>
    off.has(one) || switched.some(({ at }) => at !== null && leavesOut(at, one));
  return after.filter((one) => old.has(one.name) && isOff(one)).length;
}

const STOPS: ReadonlySet<string> = new Set(['test_skipped', 'test_emptied']);

function leavesOut({ others, start, end }: SuiteSwitch, test: TestBlock): boolean {
  const inside = test.end > start && test.start < end;
  return inside !== others;
}
