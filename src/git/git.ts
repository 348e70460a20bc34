import type { Git } from '../ports/git.ts';
import { writeCommit } from './commit.ts';
import { createCompare } from './compare.ts';
import { createCompose } from './compose.ts';
import { createFetching } from './fetch.ts';
import type { HubRequest } from './hub.ts';
import { createKnownFiles } from './known-files.ts';
import { createLog } from './log.ts';
import { fileSizes, isAncestor, mergeBase, readBlob, readFiles, resolveCommit } from './objects.ts';
import { openHub } from './open-hub.ts';
import { createParking } from './parked.ts';
import { push } from './push.ts';
import { createRefs } from './refs.ts';

export interface GitRequest extends HubRequest {
  /** What the names of our branches begin with, a slash at its end. */
  readonly branchPrefix: string;
}

/**
 * Opens the run's own repository, one per repository of the user and kept between runs.
 * @throws CodeliciousError `git_missing`; `storage` when it cannot be made
 */
export async function createGit(request: GitRequest): Promise<Git> {
  const hub = await openHub(request);
  const { own } = hub;
  const filesAt: Git['filesAt'] = (revision, paths, atHand) =>
    readFiles(own, { revision, paths, atHand });
  return {
    ...createFetching(hub),
    ...createLog(own),
    ...createCompare(own, hub.scratch),
    ...createCompose(own, hub.scratch),
    ...createRefs(hub, request.branchPrefix),
    ...createParking(hub),
    resolve: (revision) => resolveCommit(own, revision),
    fileAt: createKnownFiles(own),
    filesAt,
    mergeBase: async (a, b) => mergeBase(own, a, b),
    isAncestor: (ancestor, descendant) => isAncestor(own, ancestor, descendant),
    sizesAt: (revision, paths) => fileSizes(own, revision, paths),
    blob: (name, maxBytes) => readBlob(own, name, maxBytes),
    commit: (commit) => writeCommit(own, commit, hub.signs),
    push: (delivery) => push(hub, delivery, request.branchPrefix),
  };
}
