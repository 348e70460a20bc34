import type { Config } from '../domain/config.ts';
import { CodeliciousError } from '../domain/errors.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { PullRequest } from '../domain/pull.ts';
import type { SpecProblem } from '../domain/spec.ts';
import type { Checkout } from '../ports/checkout.ts';
import type { Look } from '../ports/look.ts';
import type { Base } from './base.ts';
import { ourCommits, readBranches } from './branches.ts';
import { readKnownTexts } from './effective-spec.ts';
import { measure } from './measure.ts';
import { readSpecs } from './read-specs.ts';
import { markedPulls } from './stack.ts';
import { reconcileAll } from './survey.ts';
import type { SpecWork } from './work.ts';

/** What can be known without a lock, a network or a change. */
export interface LocalView {
  readonly config: Config;
  readonly checkout: Checkout;
  /** The user's own repository. */
  readonly history: Look;
  readonly ledger: (spec: string) => Promise<Ledger>;
  /** Pull requests, where somebody asked the forge; none otherwise. */
  readonly pulls: readonly PullRequest[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Specs and what has come of them, as this machine knows it. */
export async function lookLocally(
  view: LocalView,
): Promise<{ readonly works: readonly SpecWork[]; readonly problems: readonly SpecProblem[] }> {
  const { config, checkout, history } = view;
  const local = await readSpecs(checkout, config);
  if (local.specs.length === 0) return { works: [], problems: local.problems };
  const base = await localBase(view);
  const paths = local.specs.map(({ spec }) => spec.path);
  const tips = await history.knownBranches(config.branchPrefix);
  const found = await reconcileAll(local.specs, {
    history,
    texts: await readKnownTexts(history, paths, { head: checkout.state.head, base: base.sha }),
    base,
    branches: await readBranches(history, base.sha, tips),
    pulls: markedPulls(view.pulls),
    onBase: await ourCommits(history, null, base.sha),
    measure: (spec) => (from, to) => measure(history, { from, to, specPath: spec.path, config }),
    ledger: view.ledger,
    branchPrefix: config.branchPrefix,
    named: config.specs.length > 0,
    resume: config.resume,
    nowSeconds: Math.floor(view.now / 1000),
  });
  return { works: found.works, problems: [...local.problems, ...found.problems] };
}

/** The base by local knowledge: the remote's branch as last fetched, else the branch itself. */
async function localBase({ config, checkout, history }: LocalView): Promise<Base> {
  const name =
    config.base?.replace(/^(refs\/heads\/|refs\/remotes\/origin\/|origin\/)/, '') ??
    (await checkout.defaultBranch());
  for (const ref of [`refs/remotes/origin/${name ?? ''}`, `refs/heads/${name ?? ''}`]) {
    const sha = await history.resolve(ref);
    if (name !== null && sha !== null) return { name, sha, branches: new Map() };
  }
  if (config.base === null)
    return { name: name ?? 'HEAD', sha: checkout.state.head, branches: new Map() };
  throw new CodeliciousError(
    'base_missing',
    `the base branch "${config.base}" does not exist here`,
    {
      hint: 'fetch it first, or name another with --base BRANCH',
    },
  );
}
