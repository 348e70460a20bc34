import { createFakeCheckout } from '../support/fakes/fake-checkout.ts';
import { createFakeForge } from '../support/fakes/fake-forge.ts';
import { createFakeGit } from '../support/fakes/fake-git.ts';
import { createFakeWorkspaces } from '../support/fakes/fake-workspace.ts';
import { changesBetween } from '../support/fakes/history.ts';
import { createObjectStore, filesFrom } from '../support/fakes/objects.ts';
import { commitOn, createRepository, park, seeded } from '../support/fakes/repository.ts';
import { checkoutContract, TRACKED } from './checkout.contract.ts';
import { forgeContract } from './forge.contract.ts';
import { FILES, gitContract } from './git.contract.ts';
import { workspaceContract } from './workspace.contract.ts';

const nothing = async (): Promise<void> => undefined;

forgeContract('in memory', async () => {
  const remote = seeded(createObjectStore(), { 'README.md': '# Sample\n' });
  const forge = createFakeForge({ remote });
  return {
    forge,
    account: 'ada',
    async branch(name, from = 'main') {
      remote.refs.set(`refs/heads/${name}`, remote.refs.get(`refs/heads/${from}`)!);
      commitOn(remote, name, { texts: { [`${name}.txt`]: 'x\n' } });
    },
    merge: async (number) => forge.set(number, { state: 'merged' }),
    close: async (number) => forge.set(number, { state: 'closed' }),
    async attention(number) {
      const { reviewers, labels } = forge.pull(number);
      return { reviewers: [...reviewers], labels: [...labels] };
    },
    dispose: nothing,
  };
});

gitContract('in memory', async () => {
  const store = createObjectStore();
  const user = seeded(store, FILES);
  const base = user.refs.get('refs/heads/main')!;
  user.checkedOut = null;
  const origin = createRepository(store);
  origin.refs.set('refs/heads/main', base);
  origin.checkedOut = 'main';
  const hub = createRepository(store);
  return {
    git: createFakeGit({ hub, user, origin, prefix: 'codelicious/' }),
    base,
    pushElsewhere: async (branch, texts) => commitOn(origin, branch, { texts }),
    deleteElsewhere: async (branch) => void origin.refs.delete(`refs/heads/${branch}`),
    commitLocally: async (branch, texts) => commitOn(user, branch, { texts }),
    userRef: async (ref) => user.refs.get(ref) ?? null,
    originBranch: async (branch) => origin.refs.get(`refs/heads/${branch}`) ?? null,
    originRef: async (ref) => origin.refs.get(ref) ?? null,
    parkElsewhere: async (name) => park(origin, name, 'theirs\n'),
    dispose: nothing,
  };
});

workspaceContract('in memory', async () => {
  const store = createObjectStore();
  const { refs } = seeded(store, { 'a.txt': 'a\n', '.gitignore': 'dist/\n' });
  const workspaces = createFakeWorkspaces(store);
  const files = (name: string) => store.files(name)!;
  return {
    workspaces,
    base: refs.get('refs/heads/main')!,
    async write(root, texts) {
      for (const [path, file] of filesFrom(texts)) workspaces.disk(root)!.set(path, file);
    },
    remove: async (root, path) => void workspaces.disk(root)!.delete(path),
    read: async (root, path) => workspaces.disk(root)?.get(path)?.text ?? null,
    differ: async (from, tree) =>
      changesBetween(files(from), files(tree), store.blobName).map((change) => change.path),
    dispose: nothing,
  };
});

checkoutContract('in memory', async () => {
  const user = seeded(createObjectStore(), TRACKED);
  const checkout = createFakeCheckout({ user });
  const { disk, nested } = checkout;
  return {
    checkout,
    head: user.refs.get('refs/heads/main')!,
    async write(texts) {
      for (const [path, file] of filesFrom(texts)) disk.set(path, file);
    },
    remove: async (path) => void disk.delete(path),
    link: async (path, target) => void disk.set(path, { text: target, mode: '120000' }),
    async nest(path) {
      disk.set(`${path}/inner.md`, { text: 'i\n', mode: '100644' });
      nested.add(path);
    },
    dispose: nothing,
  };
});
