import type { CallOutcome } from './call.ts';
import type { Hub } from './hub.ts';

/** Nothing but the named ref and its objects: no tags, no FETCH_HEAD, no maintenance, no pruning. */
export const FETCH_ONLY: readonly string[] = [
  '--no-tags',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--no-write-commit-graph',
  '--no-recurse-submodules',
  '--refmap=',
];

/** Fetches one ref from our repository into the user's. */
export function createTransfer(hub: Hub): (refspec: string) => Promise<CallOutcome> {
  const allow = ['-c', 'protocol.file.allow=always'];
  const args = [...allow, 'fetch', ...FETCH_ONLY, '--no-prune', hub.dir];
  return (refspec) => hub.theirs.attempt([...args, refspec]);
}
