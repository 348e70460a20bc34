import { join } from 'node:path';
import { openCheckout } from '../../src/git/checkout.ts';
import { createGit } from '../../src/git/git.ts';
import { createWorkTrees } from '../../src/git/work-trees.ts';
import type { Checkout } from '../../src/ports/checkout.ts';
import type { Git } from '../../src/ports/git.ts';
import type { Sandbox } from '../../src/ports/sandbox.ts';
import type { WorkTrees } from '../../src/ports/work-tree.ts';
import type { SetupRequest, Workspaces } from '../../src/ports/workspace.ts';
import { createProcesses } from '../../src/system/processes.ts';
import { createWorkspaces } from '../../src/workspace/workspaces.ts';
import type { TestHome } from './git-repo.ts';

export const PREFIX = 'codelicious/';

/** The real git and workspace rooms over one working tree. */
export interface GitRoom {
  readonly checkout: Checkout;
  readonly git: Git;
  readonly trees: WorkTrees;
  readonly workspaces: Workspaces;
  /** The cache folder that everything but the user's repository is in. */
  readonly cache: string;
  readonly hub: string;
}

export interface GitRoomOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The wall around set-up and installations; none by default. */
  readonly sandbox?: Sandbox;
}

const UNWALLED: Sandbox = {
  level: 'none',
  describe: 'commands run as the user',
  run: (command) => createProcesses().run(command),
};

export async function openGitRoom(
  home: TestHome,
  path: string,
  options: GitRoomOptions = {},
): Promise<GitRoom> {
  const processes = createProcesses();
  const { env = home.env, cwd = path, sandbox = UNWALLED } = options;
  const cache = join(home.dir, 'cache');
  const hub = join(cache, 'hub.git');
  const checkout = await openCheckout({ path, cwd, processes, env });
  const request = { dir: hub, checkout: checkout.state, processes, env };
  const git = await createGit({ ...request, branchPrefix: PREFIX });
  const trees = await createWorkTrees(request);
  const { state } = checkout;
  const site = { dir: cache, checkout: state, trees, processes, sandbox };
  return { checkout, git, trees, workspaces: createWorkspaces(site), cache, hub };
}

/** A request to set a workspace up as a run without any configuration makes it. */
export function setupRequest(home: TestHome, change: Partial<SetupRequest> = {}): SetupRequest {
  const { signal } = new AbortController();
  const env = { PATH: home.env['PATH'] ?? '', HOME: home.env['HOME'] ?? '', CI: '1' };
  return { commands: [], copy: [], env, signal, ...change };
}
