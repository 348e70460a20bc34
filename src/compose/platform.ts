import { join } from 'node:path';
import { type DetectedPlatform, detectPlatform } from '../forges/detect.ts';
import type { Repository } from './repository.ts';

/** Where this repository's pull requests live. */
export function platformOf({ env, config, checkout }: Repository): DetectedPlatform {
  const { originUrl } = checkout.state;
  return detectPlatform({ originUrl, requested: config.platform, env });
}

/** The folder of pull requests that are kept as files; there need not be one yet. */
export function pullsFolder({ stateDir }: Repository): string {
  return join(stateDir, 'pulls');
}
