import type { ChangedText } from './changed-text.ts';
import { isTestFile, isTestName } from './language.ts';
import type { TestBlock } from './test-blocks.ts';

/** The tests of a file as a change found and left them. */
export interface Tests {
  readonly text: ChangedText;
  readonly before: readonly TestBlock[];
  readonly after: readonly TestBlock[];
}

/** Names by which Go leaves a file to one system or another. */
const ELSEWHERE =
  /_(?:aix|android|darwin|dragonfly|freebsd|illumos|ios|js|linux|netbsd|openbsd|plan9|solaris|wasip1|windows|amd64|arm64|arm|386|wasm)_test\.go$/;

/** A file of tests that goes by a name no runner looks for counts as deleted. */
export function unlessOutOfReach(text: ChangedText): ChangedText {
  const { path, from = null } = text;
  if (from === null || !isTestFile(from)) return text;
  const isLost =
    !isTestFile(path) ||
    (isTestName(from) && !isTestName(path)) ||
    (ELSEWHERE.test(path) && !ELSEWHERE.test(from));
  return isLost ? { path: from, before: text.before, after: null } : text;
}

/** How many more tests of a name files have than they had: there others may have moved. */
export function gainsOf(files: readonly Tests[]): Map<string, number> {
  const gains = new Map<string, number>();
  for (const { before, after } of files) {
    const old = countsOf(before);
    for (const [name, count] of countsOf(after)) {
      const more = Math.max(0, count - (old.get(name) ?? 0));
      gains.set(name, (gains.get(name) ?? 0) + more);
    }
  }
  return gains;
}

function countsOf(blocks: readonly TestBlock[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of blocks) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Tests that neither this file nor another one has any more. */
export function goneFrom(
  { before, after }: Tests,
  gains: Map<string, number>,
): readonly TestBlock[] {
  const kept = new Map(countsOf(after));
  return before.filter(({ name }) => {
    for (const counts of [kept, gains]) {
      const left = counts.get(name) ?? 0;
      if (left === 0) continue;
      counts.set(name, left - 1);
      return false;
    }
    return true;
  });
}
