import { likeness, tellingWords } from './likeness.ts';
import type { TestBlock } from './test-blocks.ts';

/** A test with its file's others, and what it says. */
export interface PlacedTest {
  readonly test: TestBlock;
  readonly among: readonly TestBlock[];
  readonly text: string;
}

/** From here on two tests are one that was renamed; where they stand in the same place, less will do. */
const ALIKE = 0.5;
const ALIKE_IN_PLACE = 0.25;
/** Tests that are compared, on either side; nobody renames more at once. */
const MAX_TESTS = 200;

interface Pair {
  readonly gone: TestBlock;
  readonly fresh: TestBlock;
  readonly score: number;
}

/** Which of the tests that are gone live on among the new ones, each as another one. */
export function renamedTests(
  gone: readonly PlacedTest[],
  fresh: readonly PlacedTest[],
): ReadonlySet<TestBlock> {
  const before = gone.slice(0, MAX_TESTS).map(worded);
  const after = fresh.slice(0, MAX_TESTS).map(worded);
  const pairs = before.flatMap((old) => after.flatMap((now) => pairOf(old, now)));
  const [renamed, taken] = [new Set<TestBlock>(), new Set<TestBlock>()];
  for (const pair of pairs.sort((a, b) => b.score - a.score)) {
    if (renamed.has(pair.gone) || taken.has(pair.fresh)) continue;
    renamed.add(pair.gone);
    taken.add(pair.fresh);
  }
  return renamed;
}

type Worded = PlacedTest & { readonly words: ReadonlySet<string> };

function worded(placed: PlacedTest): Worded {
  return { ...placed, words: tellingWords(placed.text) };
}

/** What asserted something lives on in what does so too. */
function pairOf(gone: Worded, fresh: Worded): readonly Pair[] {
  if (asserts(gone) && !asserts(fresh)) return [];
  const score = likeness(gone.words, fresh.words);
  const isAlike = score >= ALIKE || (score >= ALIKE_IN_PLACE && isInPlace(gone, fresh));
  return isAlike ? [{ gone: gone.test, fresh: fresh.test, score }] : [];
}

function asserts({ test: { assertions, empty } }: Worded): boolean {
  return assertions > empty;
}

/** Whether the same test stands above both, of those that both files have; or none. */
function isInPlace(gone: Worded, fresh: Worded): boolean {
  const common = new Set(fresh.among.map(({ name }) => name));
  const old = new Set(gone.among.map(({ name }) => name));
  const above = ({ test, among }: Worded): string | undefined =>
    among.slice(0, among.indexOf(test)).findLast(({ name }) => common.has(name) && old.has(name))
      ?.name;
  return above(gone) === above(fresh);
}
