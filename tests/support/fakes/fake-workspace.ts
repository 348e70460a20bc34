import type {
  InstallResult,
  SetupResult,
  Workspace,
  Workspaces,
} from '../../../src/ports/workspace.ts';
import type { FakeFile, FileMap, ObjectStore } from './objects.ts';

/** Files of a clone, to be edited as an engine edits them. */
export type Disk = Map<string, FakeFile>;

/** Private clones in memory: the root is only a key. */
export interface FakeWorkspaces extends Workspaces {
  /** What is on the disk of an open clone; null where there is none. */
  disk(root: string): Disk | null;
  readonly opened: readonly string[];
}

/** What becomes of changed manifests: lock files are written to the disk it is given. */
export type Installer = (changed: readonly string[], disk: Disk) => InstallResult;

/** What setting a clone up, and installing what a change asks for, comes to. */
export interface FakeSupply {
  readonly setUp?: (() => SetupResult) | undefined;
  readonly install?: Installer | undefined;
}

export function createFakeWorkspaces(
  store: ObjectStore,
  {
    setUp = () => ({ ok: true, how: 'nothing to set up' }),
    install = () => ({ type: 'nothing' }),
  }: FakeSupply = {},
): FakeWorkspaces {
  const disks = new Map<string, Disk>();
  const opened: string[] = [];
  return {
    opened,
    disk: (root) => disks.get(root) ?? null,
    async open(spec) {
      const root = `/clones/${spec}`;
      disks.set(root, new Map());
      opened.push(spec);
      return createWorkspace(root, { store, disks, setUp, install });
    },
    async reclaim() {
      disks.clear();
    },
  };
}

interface Place {
  readonly store: ObjectStore;
  readonly disks: Map<string, Disk>;
  readonly setUp: () => SetupResult;
  readonly install: Installer;
}

function createWorkspace(root: string, { store, disks, setUp, install }: Place): Workspace {
  const disk = (): Disk => {
    const found = disks.get(root);
    if (found === undefined) throw new Error(`${root} is closed`);
    return found;
  };
  const become = (name: string): void => {
    const [files, now] = [store.files(name) ?? new Map<string, FakeFile>(), disk()];
    const spared = [...now].filter(([path]) => isIgnored(now, path));
    now.clear();
    for (const [path, file] of [...spared, ...files]) now.set(path, file);
  };
  return {
    root,
    borrows: [],
    env: {},
    install: async (changed) => install(changed, disk()),
    reset: async (to) => become(to),
    restore: async (tree) => become(tree),
    snapshot: async () => {
      const now = disk();
      return store.writeTree(new Map([...now].filter(([path]) => !isIgnored(now, path))));
    },
    setUp: async () => setUp(),
    close: async () => {
      disks.delete(root);
    },
  };
}

/** Whether `.gitignore` names a folder above the path. */
function isIgnored(files: FileMap, path: string): boolean {
  const folders = (files.get('.gitignore')?.text ?? '').split('\n').filter((line) => line !== '');
  return folders.some((folder) => path.startsWith(folder) || path.includes(`/${folder}`));
}
