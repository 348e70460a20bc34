import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Sha } from '../domain/ids.ts';
import type { CheckoutState } from '../ports/checkout.ts';
import type { KnownBranch } from '../ports/look.ts';
import { findGit, type GitDeps } from './binary.ts';
import { createGitCall, type GitCall } from './call.ts';
import { gitEnvironment } from './environment.ts';
import { REMOTE } from './fetch.ts';
import { isAncestor, resolveCommit } from './objects.ts';
import { listRefs } from './refs.ts';

export interface SightRequest extends GitDeps {
  readonly checkout: CheckoutState;
  /** Absolute path of the runs' own repository; there need not be one yet. */
  readonly hubDir: string;
  /** Where branches are delivered to: the remote, or the user's own repository where pull requests are kept there. */
  readonly delivery: 'origin' | 'checkout';
}

/** The repositories that are looked into, as places where git is called. */
export interface Sight {
  readonly user: GitCall;
  /** The runs' own repository, which borrows the user's objects; null while there is none. */
  readonly hub: GitCall | null;
  /** The one that sees most. */
  readonly all: GitCall;
  /** The same with an explicit `--git-dir`. */
  readonly apart: GitCall;
}

export async function openSight(request: SightRequest): Promise<Sight> {
  const { processes, env, checkout, hubDir } = request;
  const binary = await findGit(request);
  const site = { processes, binary, cwd: checkout.root, env: gitEnvironment(env) };
  const at = (gitDir: string): GitCall =>
    createGitCall({ ...site, first: [`--git-dir=${gitDir}`] });
  const user = createGitCall(site);
  const hub = await soundHub(at(hubDir), request);
  return { user, hub, all: hub ?? user, apart: hub ?? at(checkout.commonDir) };
}

/** Without the user's objects it is damaged, or another repository's: the next run makes it anew. */
async function soundHub(hub: GitCall, { checkout, hubDir }: SightRequest): Promise<GitCall | null> {
  if (!existsSync(join(hubDir, 'HEAD'))) return null;
  return (await resolveCommit(hub, checkout.head)) === null ? null : hub;
}

/** What a revision names here; of a remote's branch, the newer of what the user and a run fetched. */
export async function resolveNewest(sight: Sight, revision: string): Promise<Sha | null> {
  const { user, hub } = sight;
  const mine = await resolveCommit(user, revision);
  if (hub === null || !revision.startsWith(REMOTE)) return mine;
  return newest(hub, mine, await resolveCommit(hub, revision));
}

/** Our branches: as last fetched, as they stand here, as runs left them; the longest line counts. */
export async function knownBranches(
  { user, hub, all }: Sight,
  delivery: SightRequest['delivery'],
  prefix: string,
): Promise<ReadonlyMap<string, KnownBranch>> {
  const there = [listRefs(user, REMOTE, prefix), ...listed(hub, REMOTE, prefix)];
  const here = await listRefs(user, 'refs/heads/', prefix);
  const kept = [listRefs(user, HELD, prefix), ...listed(hub, 'refs/heads/', prefix)];
  const remote = await longest(all, await Promise.all(there));
  const delivered = delivery === 'checkout' ? here : remote;
  const known = await longest(all, [remote, here, ...(await Promise.all(kept))]);
  return new Map(
    [...known].map(([name, tip]) => [name, { tip, unpushed: delivered.get(name) !== tip }]),
  );
}

function listed(
  hub: GitCall | null,
  namespace: string,
  prefix: string,
): readonly Promise<ReadonlyMap<string, Sha>>[] {
  return hub === null ? [] : [listRefs(hub, namespace, prefix)];
}

/** Of several tips of one name, the first unless a later one contains it. */
async function longest(
  call: GitCall,
  lists: readonly ReadonlyMap<string, Sha>[],
): Promise<ReadonlyMap<string, Sha>> {
  const found = new Map<string, Sha>();
  for (const [name, tip] of lists.flatMap((list) => [...list])) {
    const best = await newest(call, found.get(name) ?? null, tip);
    if (best !== null) found.set(name, best);
  }
  return found;
}

async function newest(call: GitCall, before: Sha | null, tip: Sha | null): Promise<Sha | null> {
  if (before === null || tip === null || before === tip) return before ?? tip;
  return (await isAncestor(call, before, tip)) ? tip : before;
}

/** Where the user's repository keeps the tips of our branches. */
const HELD = 'refs/codelicious/heads/';
