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

/** Row by row of the usual table, of which only the former row is kept. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: a.length }, (_, at) => at + 1);
  let last = a.length;
  for (let j = 0; j < b.length; j += 1) {
    let diagonal = j;
    last = j + 1;
    row = row.map((above, i) => {
      const changed = diagonal + (a.charCodeAt(i) === b.charCodeAt(j) ? 0 : 1);
      diagonal = above;
      last = Math.min(changed, above + 1, last + 1);
      return last;
    });
  }
  return last;
}
