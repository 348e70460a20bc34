import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha } from '../domain/ids.ts';
import { removeEntry } from './clearing.ts';
import { encodePath } from './paths.ts';

interface Presented {
  readonly root: string;
  /** The index that describes the files now. */
  readonly index: string;
  readonly commit: Sha;
  /** Paths to be ignored. */
  readonly hidden: readonly string[];
  /** The control repository, whose objects are borrowed. */
  readonly hub: string;
}

/** The branch that whoever works in the tree finds checked out. */
const BRANCH = 'refs/heads/work';

/** No remote, no hooks, no signing; the work is read from the files alone. */
const CONFIG = `[core]
\trepositoryFormatVersion = 0
\tfileMode = true
\tbare = false
\tlogAllRefUpdates = true
\thooksPath = /dev/null
[commit]
\tgpgSign = false
[gc]
\tauto = 0
`;
const CONFIG_SHA256 = CONFIG.replace('Version = 0', 'Version = 1').concat(
  '[extensions]\n\tobjectFormat = sha256\n',
);

/** Writes a repository by hand, as `git init` would, with HEAD and index at a commit. */
export async function presentRepository(presented: Presented): Promise<void> {
  const { root, index, commit, hidden, hub } = presented;
  const git = join(root, '.git');
  await removeEntry(git);
  await mkdir(join(git, 'refs', 'heads'), { recursive: true });
  await mkdir(join(git, 'objects', 'info'), { recursive: true });
  await mkdir(join(git, 'info'));
  const patterns = hidden.map((path) => `/${path.replace(/[\\*?[\] ]/g, '\\$&')}\n`).join('');
  const config = commit.length === 64 ? CONFIG_SHA256 : CONFIG;
  await Promise.all([
    writeFile(join(git, 'HEAD'), `ref: ${BRANCH}\n`),
    writeFile(join(git, 'config'), config),
    writeFile(join(git, 'info', 'exclude'), encodePath(patterns)),
    writeFile(join(git, BRANCH), `${commit}\n`),
    writeFile(join(git, 'objects', 'info', 'alternates'), `${join(hub, 'objects')}\n`),
    copyFile(index, join(git, 'index')),
    copyFile(join(hub, 'shallow'), join(git, 'shallow')).catch(() => undefined),
  ]);
}
