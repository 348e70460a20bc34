import { chmod, mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { specSlug } from '../domain/ids.ts';
import type { CheckoutState } from '../ports/checkout.ts';
import type { Processes } from '../ports/process.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { WorkTrees } from '../ports/work-tree.ts';
import type { Workspaces } from '../ports/workspace.ts';
import { isFolder, removeFolder } from './folders.ts';
import { createWorkspace } from './workspace.ts';

export interface WorkspacesRequest {
  /** The cache folder of the user's repository; each spec has a folder in it. */
  readonly dir: string;
  readonly checkout: CheckoutState;
  readonly trees: WorkTrees;
  readonly processes: Processes;
  readonly sandbox: Sandbox;
}

/** What is kept beside a tree: the index that describes it. Marks a folder as a workspace, too. */
const BESIDE = '.beside';
/** What was installed outside a tree, because its tools keep it outside. */
const MODULES = '.modules';
/** Nobody else may look into a private clone. */
const OWNER_ONLY = 0o700;

export function createWorkspaces(request: WorkspacesRequest): Workspaces {
  const { dir, checkout, trees } = request;
  return {
    async open(spec) {
      const folder = join(dir, specSlug(spec));
      await removeFolder(folder);
      await mkdir(join(folder, BESIDE), { recursive: true, mode: OWNER_ONLY });
      await Promise.all([dir, folder].map((place) => chmod(place, OWNER_ONLY)));
      const root = join(folder, treeName(checkout.mainRoot));
      const tree = trees.at({ root, index: join(folder, BESIDE, 'index') });
      const remove = (): Promise<void> => removeFolder(folder);
      return createWorkspace({ ...request, root, beside: join(folder, MODULES), tree, remove });
    },
    async reclaim() {
      for (const name of await readdir(dir).catch(() => [])) {
        if (await isFolder(join(dir, name, BESIDE))) await removeFolder(join(dir, name));
      }
      await trees.reclaim();
    },
  };
}

/** The tree carries the repository's own name, which some projects read from their folder. */
function treeName(mainRoot: string): string {
  const name = basename(mainRoot);
  return name === '' || name.startsWith('.') ? 'repository' : name;
}
