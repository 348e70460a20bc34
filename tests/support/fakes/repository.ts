import type { Sha } from '../../../src/domain/ids.ts';
import { type FileMap, filesFrom, type ObjectStore, type Texts } from './objects.ts';

/** Refs by full name, over a store that all repositories share. */
export interface FakeRepository {
  readonly store: ObjectStore;
  readonly refs: Map<string, Sha>;
  /** The branch checked out, or null. */
  checkedOut: string | null;
}

export function createRepository(store: ObjectStore): FakeRepository {
  return { store, refs: new Map(), checkedOut: null };
}

/** Branch → tip of the branches whose name begins with the prefix. */
export function branchesOf(
  repository: FakeRepository,
  prefix = '',
  namespace = 'refs/heads/',
): ReadonlyMap<string, Sha> {
  const start = namespace + prefix;
  const found = [...repository.refs].filter(([ref]) => ref.startsWith(start));
  return new Map(
    found
      .map(([ref, sha]) => [ref.slice(namespace.length), sha] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const PARKED = 'refs/codelicious/parked/';
const PARKED_FILE = 'parked.json';

/** What a repository keeps of parked tasks, by the refs' names. */
export function parkedIn(repository: FakeRepository): ReadonlyMap<string, string> {
  const { store } = repository;
  const refs = [...branchesOf(repository, '', PARKED)];
  return new Map(
    refs.map(([name, sha]) => [name, store.files(sha)?.get(PARKED_FILE)?.text ?? ''] as const),
  );
}

/** Puts such a text into a repository; null takes it away. */
export function park(repository: FakeRepository, name: string, text: string | null): void {
  const { store, refs } = repository;
  if (text === null) {
    refs.delete(PARKED + name);
    return;
  }
  const tree = store.writeTree(new Map([[PARKED_FILE, { text, mode: '100644' as const }]]));
  refs.set(PARKED + name, store.writeCommit({ tree, parents: [], message: 'Questions\n' }));
}

/** Makes one repository's knowledge of them that of another. */
export function fetchParked(from: FakeRepository, to: FakeRepository): void {
  for (const ref of [...to.refs.keys()]) if (ref.startsWith(PARKED)) to.refs.delete(ref);
  for (const [ref, sha] of from.refs) if (ref.startsWith(PARKED)) to.refs.set(ref, sha);
}

/** What a revision names: a commit, a ref in full or in short, a tree. */
export function nameOf({ store, refs }: FakeRepository, revision: string): string | null {
  if (store.commit(revision) !== null || store.files(revision) !== null) return revision;
  const forms = [revision, `refs/heads/${revision}`, `refs/remotes/${revision}`];
  return forms.map((form) => refs.get(form)).find((sha) => sha !== undefined) ?? null;
}

/** A person's commit: on a branch, made from `main` where it is new; a null text deletes. */
export function commitOn(
  repository: FakeRepository,
  branch: string,
  change: { readonly texts: Readonly<Record<string, string | null>>; readonly message?: string },
): Sha {
  const { store, refs } = repository;
  const parent = refs.get(`refs/heads/${branch}`) ?? refs.get('refs/heads/main');
  const files = new Map(parent === undefined ? [] : store.files(parent));
  for (const [path, text] of Object.entries(change.texts)) {
    if (text === null) files.delete(path);
    else files.set(path, { text, mode: files.get(path)?.mode ?? '100644' });
  }
  const parents = parent === undefined ? [] : [parent];
  const message = change.message ?? `On ${branch}\n`;
  const sha = store.writeCommit({ tree: store.writeTree(files), parents, message });
  refs.set(`refs/heads/${branch}`, sha);
  return sha;
}

/** A repository with a first commit on `main`. */
export function seeded(store: ObjectStore, texts: Texts): FakeRepository {
  const repository = createRepository(store);
  const tree = store.writeTree(filesFrom(texts));
  repository.refs.set(
    'refs/heads/main',
    store.writeCommit({ tree, parents: [], message: 'First\n' }),
  );
  repository.checkedOut = 'main';
  return repository;
}

/** The files of a branch. */
export function filesOn(repository: FakeRepository, branch: string): FileMap {
  return repository.store.files(repository.refs.get(`refs/heads/${branch}`) ?? '') ?? new Map();
}
