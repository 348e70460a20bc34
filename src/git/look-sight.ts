import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Sha } from '../domain/ids.ts';
import type { CheckoutState } from '../ports/checkout.ts';
import { findGit, type GitDeps } from './binary.ts';
import { createGitCall, type GitCall } from './call.ts';
import { gitEnvironment } from './environment.ts';
import { REMOTE } from './fetch.ts';
import { isAncestor, isConnected, resolveCommit } from './objects.ts';

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

/**
 * Without the user's objects it is damaged, or was made for a repository that stood at this path before: the next
 * run makes it anew.
 */
async function soundHub(hub: GitCall, { checkout, hubDir }: SightRequest): Promise<GitCall | null> {
  if (!existsSync(join(hubDir, 'HEAD'))) return null;
  return (await isConnected(hub, checkout.head)) ? hub : null;
}

/** What a revision names here; of a remote's branch, the newer of what the user and a run fetched. */
export async function resolveNewest(sight: Sight, revision: string): Promise<Sha | null> {
  const { user, hub } = sight;
  const mine = await resolveCommit(user, revision);
  if (hub === null || !revision.startsWith(REMOTE)) return mine;
  return newest(hub, mine, await resolveCommit(hub, revision));
}

/** The later of two commits of one name; the first where they parted. */
export async function newest(
  call: GitCall,
  before: Sha | null,
  tip: Sha | null,
): Promise<Sha | null> {
  if (before === null || tip === null || before === tip) return before ?? tip;
  return (await isAncestor(call, before, tip)) ? tip : before;
}
