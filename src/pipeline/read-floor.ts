import { type CoverageFloor, coverageFloor } from '../domain/coverage-floor.ts';
import type { Sha } from '../domain/ids.ts';
import type { Deps } from './deps.ts';

/**
 * What share of the project's lines has to run: by flag or configuration, else by its own manifests as the base has
 * them, so that no change moves its own bar.
 */
export async function readFloor(
  { config, git, floors, events }: Pick<Deps, 'config' | 'git' | 'floors' | 'events'>,
  base: Sha,
): Promise<CoverageFloor> {
  if (config.minCoverage !== null) return coverageFloor(config.minCoverage, null);
  const { percent, warning } = await floors.read(await git.filesAt(base, floors.files));
  if (warning !== null) events.emit({ type: 'run.warning', message: warning });
  return coverageFloor(null, percent);
}
