import type { PullRequest } from '../domain/pull.ts';
import { parseMarker } from '../text/marker.ts';
import type { MarkedPull } from './stack.ts';

/** The pull requests that carry a marker of ours. */
export function markedPulls(pulls: readonly PullRequest[]): readonly MarkedPull[] {
  return pulls.flatMap((pull) => {
    const marker = parseMarker(pull.body);
    return marker === null ? [] : [{ pull, marker }];
  });
}
