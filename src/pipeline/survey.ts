import type { ErrorCode } from '../domain/errors.ts';
import { CodeliciousError } from '../domain/errors.ts';
import type { Sha } from '../domain/ids.ts';
import type { PullRequest } from '../domain/pull.ts';
import type { Spec, SpecProblem } from '../domain/spec.ts';
import { type Base, fetchBase } from './base.ts';
import { joinTips, ourCommits, readBranches } from './branches.ts';
import type { Deps } from './deps.ts';
import { readKnownTexts } from './effective-spec.ts';
import { markedPulls } from './marked-pulls.ts';
import { measure } from './measure.ts';
import { readSpecs } from './read-specs.ts';
import { reconcileAll, type Situation } from './reconcile.ts';
import type { SpecWork } from './work.ts';

/** Everything a run needs to know before it builds. */
export interface Survey {
  readonly base: Base;
  readonly works: readonly SpecWork[];
  readonly problems: readonly SpecProblem[];
  readonly unpushed: ReadonlySet<string>;
  readonly takenBranches: readonly string[];
  readonly openPulls: number;
  /** What parked tasks ask, as `Git.parked`. */
  readonly parked: ReadonlyMap<string, string>;
}

/** Reads specs, base, branches and pull requests, and brings them together. */
export async function survey(deps: Deps): Promise<Survey> {
  const local = await readSpecs(deps.checkout, deps.config);
  const base = await fetchBase(deps);
  const pulls = await ourPulls(deps);
  const specs = local.specs.map(({ spec }) => spec);
  const situation = await readSituation(deps, { base, pulls, specs });
  const found = await reconcileAll(local.specs, situation);
  const branches = situation.branches.map((branch) => branch.name);
  return {
    base,
    works: found.works,
    problems: [...local.problems, ...found.problems],
    unpushed: new Set(
      situation.branches.filter((branch) => branch.unpushed).map((branch) => branch.name),
    ),
    takenBranches: [...branches, ...base.branches.keys(), ...pulls.map((pull) => pull.head)],
    openPulls: situation.pulls.filter(({ pull }) => pull.state === 'open').length,
    parked: situation.parked,
  };
}

interface Found {
  readonly base: Base;
  readonly pulls: readonly PullRequest[];
  readonly specs: readonly Spec[];
}

async function readSituation(
  deps: Deps,
  { base, pulls, specs }: Found,
): Promise<Omit<Situation, 'stems'>> {
  const { git, config, checkout, ledgers, clock } = deps;
  const remote = new Map(
    [...base.branches].filter(([name]) => name.startsWith(config.branchPrefix)),
  );
  const tips = await joinTips(git, remote, await git.ownBranches(config.branchPrefix));
  return {
    history: git,
    head: checkout.state.head,
    texts: await readKnownTexts(git, specs, { head: checkout.state.head, base: base.sha }),
    base,
    branches: await readBranches(git, base.sha, tips),
    parked: await git.parked(deps.forge.kind === 'local' ? 'checkout' : 'origin'),
    pulls: markedPulls(pulls),
    onBase: await ourCommits(git, null, base.sha),
    measure: (spec: Spec) => (from: Sha, to: Sha) =>
      measure(git, { from, to, specPath: spec.path, config }),
    ledger: (spec) => ledgers.load(spec),
    allow: config.securityAllow,
    branchPrefix: config.branchPrefix,
    plans: config.chunkStrategy !== 'checkbox',
    named: config.specs.length > 0,
    onlyRun: config.resume ? null : deps.run,
    nowSeconds: Math.floor(clock.now() / 1000),
  };
}

/** Without knowing what is open already, a second pull request could be opened: so a refusal ends the run. */
async function ourPulls(deps: Deps): Promise<readonly PullRequest[]> {
  const answer = await deps.forge.listPulls(deps.config.branchPrefix);
  if (answer.ok) return answer.value;
  const codes: Partial<Record<typeof answer.code, ErrorCode>> = {
    auth: 'forge_auth',
    forbidden: 'forge_auth',
    rate_limited: 'rate_limited',
    network: 'network',
  };
  throw new CodeliciousError(
    codes[answer.code] ?? 'forge',
    `pull requests could not be listed: ${answer.message}`,
  );
}
