import type { Config } from '../domain/config.ts';
import { globMatcher } from '../domain/glob.ts';
import { type Size, sizeOf } from '../domain/size.ts';
import type { History } from '../ports/history.ts';

/** Two trees, and what does not count between them. */
export interface MeasureRequest {
  readonly from: string;
  readonly to: string;
  readonly specPath: string;
  readonly config: Pick<Config, 'exclude'>;
}

/** How a pull request from one tree to the other would look to its reviewer. */
export async function measure(history: History, request: MeasureRequest): Promise<Size> {
  const { from, to, specPath, config } = request;
  return sizeOf(await history.numstat(from, to, from), leftOut(specPath, config));
}

/** What `sizeOf` leaves out for a spec under a configuration. */
export function leftOut(
  spec: string,
  config: Pick<Config, 'exclude'>,
): { readonly spec: string; readonly excluded: (path: string) => boolean } {
  return { spec, excluded: globMatcher(config.exclude) };
}
