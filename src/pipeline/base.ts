import { CodeliciousError } from '../domain/errors.ts';
import type { Sha } from '../domain/ids.ts';
import type { Git } from '../ports/git.ts';
import type { Deps } from './deps.ts';

/** Where part 1 starts and points. */
export interface Base {
  /** Branch name without remote. */
  readonly name: string;
  readonly sha: Sha;
  /** Branch name → tip of every branch below the prefix, as the remote has them. */
  readonly branches: ReadonlyMap<string, Sha>;
}

type Fetched = ReadonlyMap<string, Sha> | null;

/** Finds the base branch and brings its newest commit, and our branches, into the run's repository. */
export async function fetchBase(deps: Deps): Promise<Base> {
  const name = await baseName(deps);
  const branches =
    deps.forge.kind === 'local'
      ? await localBranches(deps, name)
      : await originBranches(deps, name);
  const sha = branches.get(name);
  if (sha === undefined) throw missing(name);
  return { name, sha, branches };
}

async function baseName(deps: Deps): Promise<string> {
  if (deps.config.base !== null)
    return deps.config.base.replace(/^(refs\/heads\/|refs\/remotes\/origin\/|origin\/)/, '');
  const told = await deps.forge.defaultBranch();
  const remote = told.ok && told.value !== null ? told.value : await deps.git.remoteDefaultBranch();
  const name = remote ?? (await deps.checkout.defaultBranch());
  if (name !== null) return name;
  throw new CodeliciousError('base_missing', 'no base branch could be found', {
    hint: 'name one with --base BRANCH',
  });
}

async function originBranches(deps: Deps, base: string): Promise<ReadonlyMap<string, Sha>> {
  const fetched = await deps.git.fetch({
    base,
    prefix: deps.config.branchPrefix,
    source: 'origin',
  });
  if (fetched.ok) return fetched.branches;
  const code = fetched.why === 'auth' ? 'forge_auth' : 'network';
  throw new CodeliciousError(code, `origin could not be fetched: ${fetched.message}`, {
    hint: 'check with: git fetch origin',
  });
}

/** On platform `local` the user's own branches count; an origin's base does where it is ahead of them. */
async function localBranches(deps: Deps, base: string): Promise<ReadonlyMap<string, Sha>> {
  const origin = await quietOrigin(deps, base);
  const own = await deps.git.fetch({ base, prefix: deps.config.branchPrefix, source: 'checkout' });
  const local = own.ok ? own.branches : new Map<string, Sha>();
  const sha = await newest(deps.git, local.get(base), origin?.get(base));
  return sha === undefined ? local : new Map([...local, [base, sha]]);
}

async function quietOrigin(deps: Deps, base: string): Promise<Fetched> {
  if (deps.checkout.state.originUrl === null) return null;
  const fetched = await deps.git.fetch({
    base,
    prefix: deps.config.branchPrefix,
    source: 'origin',
  });
  if (fetched.ok) return fetched.branches;
  const message = `origin could not be fetched (${fetched.message}); building on what is here`;
  deps.events.emit({ type: 'run.warning', message });
  return null;
}

async function newest(
  git: Git,
  local: Sha | undefined,
  origin: Sha | undefined,
): Promise<Sha | undefined> {
  if (local === undefined || origin === undefined) return local ?? origin;
  return (await git.isAncestor(origin, local)) ? local : origin;
}

function missing(name: string): CodeliciousError {
  return new CodeliciousError('base_missing', `the base branch "${name}" does not exist`, {
    hint: 'push it first, or name another with --base BRANCH',
  });
}
