import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckoutState } from '../ports/checkout.ts';
import type { History } from '../ports/history.ts';
import type { KnownBranch, Look } from '../ports/look.ts';
import { findGit, type GitDeps } from './binary.ts';
import { createGitCall, type GitCall } from './call.ts';
import { createCompare } from './compare.ts';
import { createCompose } from './compose.ts';
import { gitEnvironment } from './environment.ts';
import { createLog } from './log.ts';
import { isAncestor, mergeBase, readFiles, resolveCommit } from './objects.ts';
import { listRefs } from './refs.ts';

/** Opens the user's repository for looking back. */
export async function openLook(
  request: GitDeps & { readonly checkout: CheckoutState },
): Promise<Look> {
  const { processes, env, checkout } = request;
  const binary = await findGit(request);
  const site = { processes, binary, cwd: checkout.root, env: gitEnvironment(env) };
  const call = createGitCall(site);
  const apart = createGitCall({ ...site, first: [`--git-dir=${checkout.commonDir}`] });
  let made: Promise<string> | null = null;
  const scratch = (): Promise<string> => (made ??= mkdtemp(join(tmpdir(), 'codelicious-look-')));
  const filesAt: History['filesAt'] = (revision, paths) => readFiles(call, revision, paths);
  return {
    ...createLog(call),
    numstat: createCompare(apart, scratch).numstat,
    mergeTexts: createCompose(call, scratch).mergeTexts,
    resolve: (revision) => resolveCommit(call, revision),
    fileAt: async (revision, path) => (await filesAt(revision, [path])).get(path) ?? null,
    filesAt,
    mergeBase: (a, b) => mergeBase(call, a, b),
    isAncestor: (ancestor, descendant) => isAncestor(call, ancestor, descendant),
    knownBranches: (prefix) => knownBranches(call, checkout, prefix),
    close: async () => {
      if (made !== null) await rm(await made, { recursive: true, force: true });
    },
  };
}

async function knownBranches(
  call: GitCall,
  checkout: CheckoutState,
  prefix: string,
): Promise<ReadonlyMap<string, KnownBranch>> {
  const [remote, here, kept] = await Promise.all([
    listRefs(call, 'refs/remotes/origin/', prefix),
    listRefs(call, 'refs/heads/', prefix),
    listRefs(call, 'refs/codelicious/heads/', prefix),
  ]);
  const delivered = checkout.originUrl === null ? here : remote;
  const known = new Map<string, KnownBranch>();
  for (const [name, tip] of [...remote, ...here, ...kept]) {
    const before = known.get(name)?.tip ?? null;
    if (before !== null && before !== tip && !(await isAncestor(call, before, tip))) continue;
    known.set(name, { tip, unpushed: delivered.get(name) !== tip });
  }
  return known;
}
