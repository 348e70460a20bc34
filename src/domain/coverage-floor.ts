import { type CoverageShare, percent } from './coverage.ts';
import type { ProjectFigures } from './coverage-figures.ts';

/** Percent of a project's executable lines that should run where nobody says otherwise. */
const DEFAULT_MIN_COVERAGE = 90;
/** Percentage points that a project may lose against its base. */
const COVERAGE_TOLERANCE = 0.5;
/** Less than this is a matter of how numbers are kept. */
const ROUNDING = 1e-9;

/** What share of a project's lines should run. */
export interface CoverageFloor {
  /** 0 to 100. */
  readonly percent: number;
  /** Somebody asked for it, so that less is refused; else it is only shown. */
  readonly blocks: boolean;
}

/** What a project's coverage is on the base. */
export type CoverageOnBase =
  | { readonly type: 'measured'; readonly share: CoverageShare }
  /** There was nothing to measure, or nothing that measured it. */
  | { readonly type: 'nothing' }
  /** Something measures it and could not. */
  | { readonly type: 'unknown' };

/**
 * The floor that holds.
 * @param configured by flag or configuration; null where neither says anything
 * @param own what the repository's own manifests say; null where they say nothing
 */
export function coverageFloor(configured: number | null, own: number | null): CoverageFloor {
  const asked = configured ?? own;
  return { percent: asked ?? DEFAULT_MIN_COVERAGE, blocks: asked !== null };
}

/** Whether a share is less than so many percent. */
export function isBelow(share: CoverageShare, floor: number): boolean {
  return percent(share) < floor - ROUNDING;
}

/**
 * Whether a project is refused: below a floor that somebody asked for, and that not by what the base lacked already. Up
 * to half a percentage point may be lost; where the base holds nothing to compare with, the floor decides alone.
 */
export function fallsShort(
  share: CoverageShare,
  { floor, base }: { readonly floor: CoverageFloor; readonly base: CoverageOnBase },
): boolean {
  if (!floor.blocks || !isBelow(share, floor.percent)) return false;
  if (base.type === 'measured') return isBelow(share, percent(base.share) - COVERAGE_TOLERANCE);
  return base.type === 'nothing';
}

/** The share with what it gained or lost, and what it is held to. */
export function projectFigures(
  share: CoverageShare,
  { floor, base }: { readonly floor: CoverageFloor; readonly base: CoverageOnBase },
): ProjectFigures {
  const change = base.type === 'measured' ? percent(share) - percent(base.share) : null;
  return { ...share, change, floor: floor.percent };
}
