import { type CoverageShare, percent } from '../domain/coverage.ts';
import type { CoverageFigures, ProjectFigures } from '../domain/coverage-figures.ts';
import { isBelow } from '../domain/coverage-floor.ts';

const UNKNOWN = 'n/a';
/** Decimals of a percentage. */
const DECIMALS = 1;
const STEP = 0.1;

/** What was measured, a sentence each; of a run that could not measure everything nothing is said about it. */
export function coverageTexts({ patch, project }: CoverageFigures): readonly string[] {
  const whole = project === undefined ? [] : [projectCoverageText(project)];
  return [patchCoverageText(patch), ...whole];
}

/** `patch coverage 12 of 14 lines, 85.7 %`. */
export function patchCoverageText(share: CoverageShare | null): string {
  if (share === null) return `patch coverage ${UNKNOWN}`;
  const lines = share.total === 1 ? 'line' : 'lines';
  return `patch coverage ${share.covered} of ${share.total} ${lines}, ${shareText(share)}`;
}

/** `coverage 91.2 % (+0.4 pp)`, and where that is too little what it should be. */
export function projectCoverageText(figures: ProjectFigures | null): string {
  if (figures === null) return `coverage ${UNKNOWN}`;
  const { change, floor } = figures;
  const gained = change === null ? '' : ` (${changeText(change)})`;
  const low = isBelow(figures, floor) ? `, below ${percentText(floor)}` : '';
  return `coverage ${shareText(figures)}${gained}${low}`;
}

/** `85.7 %`, `90 %`. */
export function percentText(value: number): string {
  return `${value.toFixed(DECIMALS).replace(/\.0$/, '')} %`;
}

/** What is not all is not shown as all, and what is something not as nothing. */
function shareText(share: CoverageShare): string {
  const value = percent(share);
  if (share.covered < share.total) {
    return percentText(share.covered === 0 ? 0 : Math.min(100 - STEP, Math.max(STEP, value)));
  }
  return percentText(value);
}

/** `+0.4 pp`. */
function changeText(change: number): string {
  const text = change.toFixed(DECIMALS).replace(/^-(0\.0)$/, '$1');
  return `${text.startsWith('-') ? '' : '+'}${text} pp`;
}
