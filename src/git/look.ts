import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { History } from '../ports/history.ts';
import type { Look } from '../ports/look.ts';
import { createCompare } from './compare.ts';
import { createCompose } from './compose.ts';
import { knownRefs } from './known-refs.ts';
import { createLog } from './log.ts';
import { openSight, resolveNewest, type SightRequest } from './look-sight.ts';
import { isAncestor, mergeBase, readFiles } from './objects.ts';

/** Opens the user's repository, and what runs keep of it, for looking back. */
export async function openLook(request: SightRequest): Promise<Look> {
  const sight = await openSight(request);
  const { all, apart } = sight;
  let made: Promise<string> | null = null;
  const scratch = (): Promise<string> => (made ??= mkdtemp(join(tmpdir(), 'codelicious-look-')));
  const filesAt: History['filesAt'] = (revision, paths, atHand) =>
    readFiles(all, { revision, paths, atHand });
  return {
    ...createLog(all),
    numstat: createCompare(apart, scratch).numstat,
    mergeTexts: createCompose(all, scratch).mergeTexts,
    resolve: (revision) => resolveNewest(sight, revision),
    fileAt: async (revision, path) => (await filesAt(revision, [path])).get(path) ?? null,
    filesAt,
    mergeBase: (a, b) => mergeBase(all, a, b),
    isAncestor: (ancestor, descendant) => isAncestor(all, ancestor, descendant),
    known: (wanted) => knownRefs(sight, request, wanted),
    close: async () => {
      if (made !== null) await rm(await made, { recursive: true, force: true });
    },
  };
}
