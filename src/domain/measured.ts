import type { CoverageFigures } from './coverage-figures.ts';

/** Whether a report knew anything of it. */
export function isMeasured({ patch, project }: CoverageFigures): boolean {
  return patch !== null || (project ?? null) !== null;
}
