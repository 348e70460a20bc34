import { randomInt } from 'node:crypto';
import { CodeliciousError } from '../domain/errors.ts';
import { findGithubToken } from '../forges/github/token.ts';
import { createLocalForge } from '../forges/local/forge.ts';
import type { Forge } from '../ports/forge.ts';
import { platformOf, pullsFolder } from './platform.ts';
import type { Repository } from './repository.ts';

/** How the forge is going to be used. */
export interface ForgeUse {
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
  /** Nothing on disk may change. */
  readonly readOnly: boolean;
}

/** The forge that holds this repository's pull requests; on GitHub with a token found for it. */
export async function openForge(repository: Repository, use: ForgeUse): Promise<Forge> {
  const { env } = repository;
  const found = platformOf(repository);
  if (found.platform === 'local') return localForge(repository, use);
  const { host, owner, repo } = found.remote;
  const token = await findGithubToken({ env, processes: repository.processes, host });
  if (token === null) {
    throw new CodeliciousError('forge_auth', `no token for ${host} was found`, {
      hint: 'set GITHUB_TOKEN, or run: gh auth login; or keep pull requests here: --platform local',
    });
  }
  repository.learnSecret(token.token);
  const { createGithubForge } = await import('../forges/github/forge.ts');
  const { clock } = repository;
  const apiUrl = env['GITHUB_API_URL'];
  return createGithubForge({
    owner,
    repo,
    token: token.token,
    apiUrl,
    clock,
    random,
    signal: use.signal,
  });
}

async function localForge(repository: Repository, { warn, readOnly }: ForgeUse): Promise<Forge> {
  const { checkout, clock } = repository;
  const identity = await checkout.identity();
  return createLocalForge({
    dir: pullsFolder(repository),
    user: identity?.name ?? 'you',
    clock,
    defaultBranch: () => checkout.defaultBranch(),
    isMerged: (head, base) => isMerged(repository, { head, base }),
    warn,
    readOnly,
  });
}

/** A branch is merged when the base contains its tip and the tip is not simply the base itself. */
async function isMerged(
  { checkout }: Repository,
  { head, base }: { readonly head: string; readonly base: string },
): Promise<boolean> {
  const tip = await checkout.resolve(`refs/heads/${head}`);
  const onto = await checkout.resolve(`refs/heads/${base}`);
  if (tip === null || onto === null) return false;
  return (await checkout.mergeBase(tip, onto)) === tip;
}

const STEPS = 1_000_000;

/** Uniform in [0, 1), from the system's source. */
function random(): number {
  return randomInt(STEPS) / STEPS;
}
