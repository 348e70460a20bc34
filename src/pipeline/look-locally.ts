import type { Config } from '../domain/config.ts';
import { CodeliciousError } from '../domain/errors.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { SpecProblem } from '../domain/spec.ts';
import type { Checkout } from '../ports/checkout.ts';
import type { KnownRefs, Look } from '../ports/look.ts';
import type { Base } from './base.ts';
import { ourCommits, readBranches } from './branches.ts';
import { readKnownTexts } from './effective-spec.ts';
import { measure } from './measure.ts';
import { readSpecs } from './read-specs.ts';
import { reconcileAll } from './reconcile.ts';
import type { MarkedPull } from './stack.ts';
import type { SpecWork } from './work.ts';

/** What can be known without a lock, a network or a change. */
export interface LocalView {
  readonly config: Config;
  readonly checkout: Checkout;
  /** The user's own repository. */
  readonly history: Look;
  readonly ledger: (spec: string) => Promise<Ledger>;
  /** Pull requests, where somebody asked the forge; none otherwise. */
  readonly pulls: readonly MarkedPull[];
  /** What parked tasks ask, as `Git.parked`, where somebody asked the remote; left out otherwise. */
  readonly parked?: ReadonlyMap<string, string>;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Also specs whose boxes are all ticked; by default only those that hold work. */
  readonly finished?: boolean;
}

/** What was seen. */
export interface LocalSight {
  readonly works: readonly SpecWork[];
  readonly problems: readonly SpecProblem[];
  /** Null where there is no spec to build on it. */
  readonly base: Base | null;
}

/** Specs and what has come of them, as this machine knows it. */
export async function lookLocally(view: LocalView): Promise<LocalSight> {
  const { config, checkout, history } = view;
  const [local, refs] = await Promise.all([
    readSpecs(checkout, config, view.finished),
    knownRefs(view),
  ]);
  if (local.specs.length === 0) return { works: [], problems: local.problems, base: null };
  const base = localBase(view, refs);
  const specs = local.specs.map(({ spec }) => spec);
  const [texts, branches, onBase] = await Promise.all([
    readKnownTexts(history, specs, { head: checkout.state.head, base: base.sha }),
    readBranches(history, base.sha, refs.branches),
    ourCommits(history, null, base.sha),
  ]);
  const found = await reconcileAll(local.specs, {
    history,
    head: checkout.state.head,
    texts,
    base,
    branches,
    parked: view.parked ?? refs.parked,
    pulls: view.pulls,
    onBase,
    measure: (spec) => (from, to) => measure(history, { from, to, specPath: spec.path, config }),
    ledger: view.ledger,
    allow: config.securityAllow,
    branchPrefix: config.branchPrefix,
    plans: config.chunkStrategy !== 'checkbox',
    named: config.specs.length > 0,
    onlyRun: config.resume ? null : NO_RUN_YET,
    nowSeconds: Math.floor(view.now / 1000),
  });
  return { works: found.works, problems: [...local.problems, ...found.problems], base };
}

/** What no commit was made by: looking starts anew without building. */
const NO_RUN_YET = '';

async function knownRefs({ config, history }: LocalView): Promise<KnownRefs> {
  const base =
    config.base?.replace(/^(refs\/heads\/|refs\/remotes\/origin\/|origin\/)/, '') ?? null;
  return history.known({ base, prefix: config.branchPrefix });
}

/** The base by local knowledge: the remote's branch as last fetched, else the branch itself. */
function localBase({ config, checkout }: LocalView, { base }: KnownRefs): Base {
  if (base !== null) return { ...base, branches: new Map() };
  const { branch, head } = checkout.state;
  if (config.base === null) return { name: branch ?? 'HEAD', sha: head, branches: new Map() };
  throw new CodeliciousError(
    'base_missing',
    `the base branch "${config.base}" does not exist here`,
    {
      hint: 'fetch it first, or name another with --base BRANCH',
    },
  );
}
