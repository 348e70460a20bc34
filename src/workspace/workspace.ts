import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha } from '../domain/ids.ts';
import type { CheckoutState } from '../ports/checkout.ts';
import type { Processes } from '../ports/process.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { WorkTree, WorkTrees } from '../ports/work-tree.ts';
import type { InstallResult, SetupRequest, SetupResult, Workspace } from '../ports/workspace.ts';
import { outermost } from './borrows.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';
import { manifestOf } from './manifests.ts';
import { setUp } from './set-up.ts';
import { setUpAgain } from './set-up-again.ts';
import { strayPaths } from './stray.ts';
import { NO_SUPPLY, type Site, type Supply } from './supply.ts';

export interface WorkspaceDeps {
  readonly root: string;
  /** Absolute folder for what is installed outside the tree. */
  readonly beside: string;
  readonly tree: WorkTree;
  readonly trees: WorkTrees;
  readonly checkout: CheckoutState;
  readonly processes: Processes;
  readonly sandbox: Sandbox;
  /** Removes the clone with everything beside it. */
  readonly remove: () => Promise<void>;
}

/** What is known of a clone between two calls. */
interface State {
  supply: Supply;
  /** The commit of the last reset. */
  current: Sha | null;
  objects: readonly string[];
  tracked: readonly string[];
  /** Ignored paths that setting up made: what builds and tests may find. Null before. */
  made: readonly string[] | null;
  request: SetupRequest;
}

const NO_REQUEST: SetupRequest = {
  commands: [],
  copy: [],
  env: {},
  signal: new AbortController().signal,
};

const UNTOUCHED: State = {
  ...{ supply: NO_SUPPLY, current: null, objects: [], tracked: [], made: null },
  request: NO_REQUEST,
};

/** One private clone. */
export function createWorkspace(deps: WorkspaceDeps): Workspace {
  const { root, tree } = deps;
  const state = { ...UNTOUCHED };
  const site = (): Site => siteOf(deps, state);
  const dependencies = createDependencies(() => ({ site: site(), supply: state.supply }));
  const hidden = (): readonly string[] => [...state.supply.paths, ...dependencies.paths()];
  const work: Work = { deps, state, site, dependencies, hidden };
  return {
    root,
    get borrows() {
      return outermost([...site().borrows, ...dependencies.homes()]);
    },
    get env() {
      return dependencies.env();
    },
    async reset(to) {
      await bring(to, work);
      if (await dependencies.follow()) await tree.checkOut(to, hidden());
      await tree.presentAs(to, hidden());
      state.objects = await tree.objects();
      state.current = to;
    },
    snapshot: () => tree.write(hidden()),
    restore: (to) => bring(to, work),
    async setUp(request) {
      Object.assign(state, { request, tracked: await tree.tracked() });
      const result = await supplyTree(work);
      if (state.current !== null && hidden().length > 0) {
        await tree.checkOut(state.current, hidden());
        await tree.presentAs(state.current, hidden());
      }
      state.made = withoutSlash(await tree.ignored());
      return result;
    },
    install: async (changed, request) => {
      Object.assign(state, { request: { ...state.request, ...request } });
      const result = await installChanged(work, changed);
      if (result.type !== 'nothing') state.made = withoutSlash(await tree.ignored());
      return result;
    },
    close: deps.remove,
  };
}

async function bring(to: Sha, { deps: { tree }, state, hidden }: Work): Promise<void> {
  await tree.checkOut(to, hidden());
  // What is ignored is in no commit: nothing that is verified may lean on what an engine or a test left there.
  if (state.made !== null) await tree.clearIgnored([...hidden(), ...state.made]);
  await state.supply.repair();
}

function withoutSlash(paths: readonly string[]): readonly string[] {
  return paths.map((path) => path.replace(/\/$/, ''));
}

interface Work {
  readonly deps: WorkspaceDeps;
  readonly state: State;
  readonly site: () => Site;
  readonly dependencies: Dependencies;
  readonly hidden: () => readonly string[];
}

function siteOf(deps: WorkspaceDeps, state: State): Site {
  const { root, beside, trees, checkout, processes, sandbox } = deps;
  const checkouts = [...new Set([checkout.root, checkout.mainRoot])];
  const { request, tracked, objects, supply } = state;
  const borrows = [...objects, ...supply.borrows];
  return { root, beside, trees, processes, sandbox, request, tracked, checkouts, borrows };
}

/** Makes dependencies available: those of the checkout, and what the commit asks for beyond them. */
async function supplyTree({ deps, state, site, dependencies }: Work): Promise<SetupResult> {
  const { tree, checkout } = deps;
  const made = await setUp(site());
  if (!made.result.ok) {
    state.supply = made.supply;
    return made.result;
  }
  const stray =
    made.supply.how.length === 0
      ? []
      : strayPaths(await tree.untracked(), made.supply.paths, state.tracked);
  state.supply = { ...made.supply, paths: [...made.supply.paths, ...stray] };
  if (state.request.commands.length > 0) return made.result;
  const lent = state.tracked.filter((path) => {
    const ecosystem = manifestOf(path);
    return ecosystem !== null && !made.supply.fresh.includes(ecosystem);
  });
  const caughtUp = await dependencies.catchUp(lent, async (path) =>
    readFile(join(checkout.root, path), 'utf8').catch(() => null),
  );
  return { ok: true, how: [...made.supply.how, ...said(caughtUp)].join(', ') || NOTHING };
}

const NOTHING = 'nothing to set up';

function said(result: InstallResult): readonly string[] {
  if (result.type === 'nothing') return [];
  return [result.type === 'installed' ? result.how : `not what is new: ${result.message}`];
}

/** Our own installation first, for the lock files; then, where there are any, the user's commands. */
async function installChanged(work: Work, changed: readonly string[]): Promise<InstallResult> {
  const { deps, state, dependencies, hidden } = work;
  const { tree } = deps;
  const { current } = state;
  state.tracked = await tree.tracked();
  const result = await dependencies.install(changed, async (path) =>
    current === null ? null : tree.textAt(current, path),
  );
  if (result.type === 'nothing' || state.request.commands.length === 0) return result;
  const again = await setUpAgain({ tree, site: work.site(), hidden: hidden(), result });
  state.supply = { ...state.supply, paths: [...state.supply.paths, ...again.stray] };
  return again.result;
}
