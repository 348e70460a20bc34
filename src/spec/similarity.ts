/** Characters compared of each text. */
const MAX_LENGTH = 400;

/**
 * How alike two texts are: 1 less the share of characters that have to change (Levenshtein), from 0
 * to 1; 0 at once when it cannot reach `least`.
 */
export function similarity(a: string, b: string, least: number): number {
  if (a === b) return 1;
  const [short, long] = [a.slice(0, MAX_LENGTH), b.slice(0, MAX_LENGTH)].sort(
    (x, y) => x.length - y.length,
  ) as [string, string];
  if (long.length === 0 || short.length / long.length < least) return 0;
  const alike = 1 - distance(short, long) / long.length;
  return alike >= least ? alike : 0;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: a.length + 1 }, (_, at) => at);
  for (let j = 1; j <= b.length; j += 1) {
    const next = [j];
    for (let i = 1; i <= a.length; i += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
      const diagonal = (row[i - 1] ?? 0) + same;
      next.push(Math.min(diagonal, (row[i] ?? 0) + 1, (next[i - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
