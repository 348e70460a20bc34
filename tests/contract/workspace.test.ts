import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTestHome } from '../support/git-repo.ts';
import { openGitRoom } from '../support/git-room.ts';
import { type WorkspaceSubject, workspaceContract } from './workspace.contract.ts';

async function start(): Promise<WorkspaceSubject> {
  const home = makeTestHome();
  const user = home.repo('user', { 'a.txt': 'a\n', '.gitignore': 'dist/\n' });
  const { workspaces, git, checkout } = await openGitRoom(home, user.root);
  const done = async (work: () => void): Promise<void> => {
    work();
    return Promise.resolve();
  };
  return {
    workspaces,
    base: checkout.state.head,
    write: (root, files) => done(() => home.at(root).write(files)),
    remove: (root, path) => done(() => rmSync(join(root, path))),
    read: (root, path) => readFile(join(root, path), 'utf8').catch(() => null),
    differ: async (from, tree) => (await git.changes(from, tree)).map((change) => change.path),
    dispose: () => done(() => home.remove()),
  };
}

workspaceContract('private clones', start);
