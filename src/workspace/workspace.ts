import type { Sha } from '../domain/ids.ts';
import type { CheckoutState } from '../ports/checkout.ts';
import type { Processes } from '../ports/process.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { WorkTree, WorkTrees } from '../ports/work-tree.ts';
import type { Workspace } from '../ports/workspace.ts';
import { setUp } from './set-up.ts';
import { strayPaths } from './stray.ts';
import { NO_SUPPLY, type Supply } from './supply.ts';

export interface WorkspaceDeps {
  readonly root: string;
  readonly tree: WorkTree;
  readonly trees: WorkTrees;
  readonly checkout: CheckoutState;
  readonly processes: Processes;
  readonly sandbox: Sandbox;
  /** Removes the clone with everything beside it. */
  readonly remove: () => Promise<void>;
}

/** One private clone. */
export function createWorkspace(deps: WorkspaceDeps): Workspace {
  const { root, tree } = deps;
  let supply: Supply = NO_SUPPLY;
  const bring = async (to: Sha): Promise<void> => {
    await tree.checkOut(to, supply.paths);
    await supply.repair();
  };
  let current: Sha | null = null;
  return {
    root,
    async reset(to) {
      await bring(to);
      await tree.presentAs(to, supply.paths);
      current = to;
    },
    snapshot: () => tree.write(supply.paths),
    restore: bring,
    async setUp(request) {
      const { trees, checkout, processes, sandbox } = deps;
      const checkouts = [...new Set([checkout.root, checkout.mainRoot])];
      const tracked = await tree.tracked();
      const made = await setUp({ root, trees, processes, sandbox, request, tracked, checkouts });
      if (made.result.ok && made.supply.how.length === 0) return made.result;
      const stray = strayPaths(await tree.untracked(), made.supply.paths, tracked);
      supply = { ...made.supply, paths: [...made.supply.paths, ...stray] };
      if (current !== null) {
        await tree.checkOut(current, supply.paths);
        await tree.presentAs(current, supply.paths);
      }
      return made.result;
    },
    close: deps.remove,
  };
}
