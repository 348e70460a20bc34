/** Texts by their lines, as git counts and merges them. */

/** A run of lines of `a` (from, to) that became a run of lines of `b`. */
interface Hunk {
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

/** The lines of a text, each with its line feed. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Lines that a shortest edit script deletes and adds. */
export function countLines(
  a: string,
  b: string,
): { readonly added: number; readonly deleted: number } {
  const hunks = diffLines(linesOf(a), linesOf(b));
  const sum = (side: 'a' | 'b'): number =>
    hunks.reduce((total, hunk) => total + hunk[side][1] - hunk[side][0], 0);
  return { added: sum('b'), deleted: sum('a') };
}

/** The body of a unified diff, the whole file as its context. */
export function unified(a: string, b: string): readonly string[] {
  const [before, after] = [linesOf(a), linesOf(b)];
  const show = (sign: string, lines: readonly string[]): readonly string[] =>
    lines.map((line) => sign + line.replace(/\n$/, ''));
  const out: string[] = [`@@ -1,${before.length} +1,${after.length} @@`];
  let at = 0;
  for (const hunk of diffLines(before, after)) {
    out.push(...show(' ', before.slice(at, hunk.a[0])));
    out.push(...show('-', before.slice(...hunk.a)), ...show('+', after.slice(...hunk.b)));
    at = hunk.a[1];
  }
  return [...out, ...show(' ', before.slice(at))];
}

/** A three-way merge; null where both sides changed lines that touch, and not alike. */
export function mergeLines(ours: string, ancestor: string, theirs: string): string | null {
  const base = linesOf(ancestor);
  const [mine, yours] = [linesOf(ours), linesOf(theirs)];
  const left = diffLines(base, mine).map((hunk) => edit(hunk, mine));
  const right = diffLines(base, yours).map((hunk) => edit(hunk, yours));
  const own = right.filter((one) => !left.some((other) => same(one, other)));
  if (own.some((one) => left.some((other) => touches(one, other)))) return null;
  const edits = [...left, ...own].sort((x, y) => x.from - y.from);
  const out: string[] = [];
  let at = 0;
  for (const { from, to, lines } of edits) {
    out.push(...base.slice(at, from), ...lines);
    at = to;
  }
  return [...out, ...base.slice(at)].join('');
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

function edit({ a, b }: Hunk, lines: readonly string[]): Edit {
  return { from: a[0], to: a[1], lines: lines.slice(...b) };
}

function same(one: Edit, other: Edit): boolean {
  const text = (of: Edit): string => JSON.stringify([of.from, of.to, of.lines]);
  return text(one) === text(other);
}

function touches(one: Edit, other: Edit): boolean {
  return one.from <= other.to && other.from <= one.to;
}

/** What differs, by a longest common subsequence of what equal ends leave over. */
function diffLines(a: readonly string[], b: readonly string[]): readonly Hunk[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  if (start === endA || start === endB) {
    return start === endA && start === endB ? [] : [{ a: [start, endA], b: [start, endB] }];
  }
  const inner = hunksOf(a.slice(start, endA), b.slice(start, endB));
  return inner.map((hunk) => ({
    a: [hunk.a[0] + start, hunk.a[1] + start],
    b: [hunk.b[0] + start, hunk.b[1] + start],
  }));
}

function hunksOf(a: readonly string[], b: readonly string[]): readonly Hunk[] {
  const longest = table(a, b);
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  let from: readonly [number, number] | null = null;
  const close = (): void => {
    if (from !== null) hunks.push({ a: [from[0], i], b: [from[1], j] });
    from = null;
  };
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      close();
      i += 1;
      j += 1;
      continue;
    }
    from ??= [i, j];
    const down = j >= b.length || (i < a.length && at(longest, i + 1, j) >= at(longest, i, j + 1));
    if (down) i += 1;
    else j += 1;
  }
  close();
  return hunks;
}

/** `table[i][j]`: the length of the longest common subsequence of `a` from i and `b` from j. */
function table(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = rows[i]!;
      row[j] =
        a[i] === b[j]
          ? at(rows, i + 1, j + 1) + 1
          : Math.max(at(rows, i + 1, j), at(rows, i, j + 1));
    }
  }
  return rows;
}

function at(rows: readonly Uint32Array[], i: number, j: number): number {
  return rows[i]?.[j] ?? 0;
}
