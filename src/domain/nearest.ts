/** Words shorter than this are never taken for the beginning of a longer one. */
const MIN_PREFIX = 3;

/**
 * Edits that turn one word into the other: insertion, deletion, substitution, and the swap of two
 * neighbours (optimal string alignment).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

/**
 * The candidate a person most likely meant, ignoring case; the first of equals.
 * @returns null when nothing is close: more than two edits in five, unless the word begins one
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const wanted = word.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distanceTo(candidate.toLowerCase(), wanted) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best === undefined) return null;
  const longest = Math.max(best.candidate.length, word.length);
  return best.distance <= Math.max(1, Math.floor(longest * 0.4)) ? best.candidate : null;
}

function distanceTo(candidate: string, wanted: string): number {
  const begins = wanted.length >= MIN_PREFIX && candidate.startsWith(wanted);
  return begins && candidate !== wanted ? 1 : editDistance(wanted, candidate);
}

function at(row: readonly number[], column: number): number {
  return Number(row[column]);
}
