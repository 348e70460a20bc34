/** One side of what is compared: lines from `from` up to and without `to`. */
interface Span {
  readonly lines: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** A line of the older text and the one of the newer text that it became; 0-based. */
type Pair = readonly [before: number, after: number];

/**
 * Which lines of a text stand where they stood in an older one: those before and after the change, and in it those that
 * occur once in both and keep their order, with their neighbours. What is not matched may be old all the same.
 * @returns 0-based indices of the newer text
 */
export function keptLines(
  before: readonly string[],
  after: readonly string[],
): ReadonlySet<number> {
  const most = Math.min(before.length, after.length);
  const head = equalRun(most, (at) => before[at] === after[at]);
  const tail = equalRun(most - head, (at) => before.at(-1 - at) === after.at(-1 - at));
  const old = { lines: before, from: head, to: before.length - tail };
  const now = { lines: after, from: head, to: after.length - tail };
  const kept = new Set<number>();
  for (let at = 0; at < head; at += 1) kept.add(at);
  for (let at = now.to; at < after.length; at += 1) kept.add(at);
  const taken = new Set<number>();
  for (const pair of longestRise(anchors(old, now))) keepAround(pair, [old, now], { taken, kept });
  return kept;
}

function equalRun(most: number, isEqual: (at: number) => boolean): number {
  let length = 0;
  while (length < most && isEqual(length)) length += 1;
  return length;
}

/** Lines that occur once in both, in the newer order. */
function anchors(old: Span, now: Span): readonly Pair[] {
  const [places, later] = [onceIn(old), onceIn(now)];
  return [...later].flatMap(([line, after]) => {
    const before = places.get(line);
    return before === undefined ? [] : [[before, after] as const];
  });
}

function onceIn({ lines, from, to }: Span): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const often = new Set<string>();
  for (const [index, line] of lines.slice(from, to).entries()) {
    if (found.has(line)) often.add(line);
    else found.set(line, from + index);
  }
  for (const line of often) found.delete(line);
  return found;
}

/** As many pairs as can be had that rise on both sides (patience sorting). */
function longestRise(pairs: readonly Pair[]): readonly Pair[] {
  /** The link with the lowest end of each length. */
  const ends: Link[] = [];
  for (const pair of pairs) {
    const at = firstNotBelow(ends, pair[0]);
    ends[at] = { pair, previous: ends[at - 1] ?? null };
  }
  const rise: Pair[] = [];
  for (let link = ends.at(-1) ?? null; link !== null; link = link.previous) rise.push(link.pair);
  return rise;
}

interface Link {
  readonly pair: Pair;
  readonly previous: Link | null;
}

function firstNotBelow(ends: readonly Link[], before: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const end = ends[middle];
    if (end === undefined || end.pair[0] >= before) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What has its counterpart: no older line has two. */
interface Matched {
  readonly taken: Set<number>;
  readonly kept: Set<number>;
}

/** The newer line of a pair, and its neighbours as long as they are the same on both sides. */
function keepAround(
  [before, after]: Pair,
  [old, now]: readonly [Span, Span],
  { taken, kept }: Matched,
): void {
  for (const step of [1, -1]) {
    let [b, a] = step === 1 ? [before, after] : [before - 1, after - 1];
    while (isInside(b, old) && isInside(a, now) && old.lines[b] === now.lines[a]) {
      if (taken.has(b) || kept.has(a)) break;
      taken.add(b);
      kept.add(a);
      [b, a] = [b + step, a + step];
    }
  }
}

function isInside(at: number, { from, to }: Span): boolean {
  return at >= from && at < to;
}
