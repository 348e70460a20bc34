import { isTestMaterial } from './proof.ts';

/** Which lines of one file ran. Lines are 1-based; what is in neither list holds nothing that could run. */
export interface FileCoverage {
  /** Repository-relative. */
  readonly path: string;
  readonly covered: readonly number[];
  readonly uncovered: readonly number[];
  /** What the report itself counts, where that is no count of the lines it names: statements, or lines without names. */
  readonly counts?: CoverageShare;
}

/** A share of executable lines, or of what a report counts in their place. */
export interface CoverageShare {
  readonly covered: number;
  readonly total: number;
}

/** Neighbouring lines of one file, both ends included. */
export interface LineRange {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** Lines of changed files, by path. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

/** Several reports as one: a line ran where any of them says so. Tests and what belongs to them are left out. */
export function mergeCoverage(files: readonly FileCoverage[]): readonly FileCoverage[] {
  const byPath = new Map<string, FileCoverage>();
  for (const file of files.filter(({ path }) => !isTestMaterial(path))) {
    const known = byPath.get(file.path);
    byPath.set(file.path, known === undefined ? file : merged(known, file));
  }
  return [...byPath.values()];
}

function merged(one: FileCoverage, other: FileCoverage): FileCoverage {
  const covered = new Set([...one.covered, ...other.covered]);
  const uncovered = new Set([...one.uncovered, ...other.uncovered]);
  const counts = better(one.counts, other.counts);
  return {
    path: one.path,
    covered: inOrder(covered),
    uncovered: inOrder(uncovered).filter((line) => !covered.has(line)),
    ...(counts === undefined ? {} : { counts }),
  };
}

/** Reports that count something else cannot be added up: lines count then. */
function better(one: FileCoverage['counts'], other: FileCoverage['counts']) {
  if (one === undefined || other === undefined) return undefined;
  return one.covered >= other.covered ? one : other;
}

function inOrder(lines: Iterable<number>): readonly number[] {
  return [...lines].sort((a, b) => a - b);
}

/** How much of the changed executable lines ran; null when none of them is known to a report. */
export function patchCoverage(
  files: readonly FileCoverage[],
  changed: ChangedLines,
): CoverageShare | null {
  const shares = mergeCoverage(files).map(({ path, covered, uncovered }) => {
    const isChanged = (line: number): boolean => changed.get(path)?.has(line) === true;
    const hit = covered.filter(isChanged).length;
    return { covered: hit, total: hit + uncovered.filter(isChanged).length };
  });
  return sumOfShares(shares);
}

/** The changed lines that could run and did not. A range may reach over lines that hold nothing that could run. */
export function uncoveredRanges(
  files: readonly FileCoverage[],
  changed: ChangedLines,
): readonly LineRange[] {
  return mergeCoverage(files).flatMap((file) => {
    const lines = changed.get(file.path);
    return lines === undefined ? [] : rangesIn(file, lines);
  });
}

function rangesIn(
  { path, covered, uncovered }: FileCoverage,
  changed: ReadonlySet<number>,
): readonly LineRange[] {
  const missing = new Set(uncovered.filter((line) => changed.has(line)));
  const ranges: LineRange[] = [];
  let from: number | null = null;
  let to = 0;
  const close = (): void => {
    if (from !== null) ranges.push({ path, from, to });
    from = null;
  };
  for (const line of inOrder([...covered, ...uncovered])) {
    if (missing.has(line)) {
      from ??= line;
      to = line;
    } else close();
  }
  close();
  return ranges;
}

/** How much of everything ran; null without a report. */
export function projectCoverage(files: readonly FileCoverage[]): CoverageShare | null {
  return sumOfShares(
    mergeCoverage(files).map(({ covered, uncovered, counts }) => {
      return counts ?? { covered: covered.length, total: covered.length + uncovered.length };
    }),
  );
}

/** 0 to 100, not rounded. */
export function percent({ covered, total }: CoverageShare): number {
  return (100 * covered) / total;
}

/** All of them together; null where they hold no line. */
export function sumOfShares(shares: readonly CoverageShare[]): CoverageShare | null {
  const covered = shares.reduce((all, share) => all + share.covered, 0);
  const total = shares.reduce((all, share) => all + share.total, 0);
  return total === 0 ? null : { covered, total };
}
