/** Which lines of one file ran. Lines are 1-based; what is in neither list holds nothing that could run. */
export interface FileCoverage {
  /** Repository-relative. */
  readonly path: string;
  readonly covered: readonly number[];
  readonly uncovered: readonly number[];
}

/** A share of executable lines. */
export interface CoverageShare {
  readonly covered: number;
  readonly total: number;
}

/** How much of the changed executable lines ran; null when none of them is known to a report. */
export function patchCoverage(
  files: readonly FileCoverage[],
  changed: ReadonlyMap<string, ReadonlySet<number>>,
): CoverageShare | null {
  const shares = files.map(({ path, covered, uncovered }) => {
    const lines = changed.get(path) ?? new Set();
    const hit = covered.filter((line) => lines.has(line)).length;
    return { covered: hit, total: hit + uncovered.filter((line) => lines.has(line)).length };
  });
  return sum(shares);
}

/** How much of everything ran; null without a report. */
export function projectCoverage(files: readonly FileCoverage[]): CoverageShare | null {
  return sum(
    files.map(({ covered, uncovered }) => ({
      covered: covered.length,
      total: covered.length + uncovered.length,
    })),
  );
}

/** 0 to 100, not rounded. */
export function percent({ covered, total }: CoverageShare): number {
  return (100 * covered) / total;
}

function sum(shares: readonly CoverageShare[]): CoverageShare | null {
  const covered = shares.reduce((all, share) => all + share.covered, 0);
  const total = shares.reduce((all, share) => all + share.total, 0);
  return total === 0 ? null : { covered, total };
}
