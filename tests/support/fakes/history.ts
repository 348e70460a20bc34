import type { Change, NumstatEntry } from '../../../src/domain/changeset.ts';
import { globMatcher } from '../../../src/domain/glob.ts';
import type { Sha } from '../../../src/domain/ids.ts';
import type { CommitInfo, History } from '../../../src/ports/history.ts';
import { countLines, mergeLines } from './line-diff.ts';
import { type FakeCommit, type FileMap, infoOf } from './objects.ts';
import { type FakeRepository, nameOf } from './repository.ts';

const ABSENT = '000000';

/** The reading half of a repository. */
export function createHistory(repository: FakeRepository): History {
  const { store } = repository;
  const files = (revision: string): FileMap =>
    store.files(nameOf(repository, revision) ?? '') ?? new Map();
  const resolve = (revision: string): Sha | null =>
    store.commit(nameOf(repository, revision) ?? '')?.sha ?? null;
  const range = (from: string | null, to: string): readonly FakeCommit[] => {
    const tip = resolve(to);
    const start = from === null ? null : resolve(from);
    if (tip === null || (from !== null && start === null)) return [];
    const below = start === null ? new Set<string>() : store.ancestors(start);
    const shas = [...store.ancestors(tip)].filter((sha) => !below.has(sha));
    return shas.map((sha) => store.commit(sha)!).sort((a, b) => a.seq - b.seq);
  };
  const filesAt = (revision: string, paths: readonly string[]): ReadonlyMap<string, string> => {
    const all = files(revision);
    const there = paths.filter((path) => all.has(path));
    return new Map(there.map((path) => [path, all.get(path)!.text]));
  };
  return {
    resolve: async (revision) => resolve(revision),
    fileAt: async (revision, path) => filesAt(revision, [path]).get(path) ?? null,
    filesAt: async (revision, paths) => filesAt(revision, paths),
    async mergeBase(a, b) {
      const [one, other] = [resolve(a), resolve(b)];
      if (one === null || other === null) return null;
      const shared = [...store.ancestors(one)].filter((sha) => store.ancestors(other).has(sha));
      const byTime = shared.map((sha) => store.commit(sha)!).sort((x, y) => y.seq - x.seq);
      return byTime[0]?.sha ?? null;
    },
    async isAncestor(ancestor, descendant) {
      const [old, later] = [resolve(ancestor), resolve(descendant)];
      return old !== null && later !== null && store.ancestors(later).has(old);
    },
    chunkCommits: async (from, to) =>
      range(from, to)
        .map(infoOf)
        .filter(({ trailers }) => trailers['Codelicious-Chunk'] !== undefined),
    commits: async (from, to, limit): Promise<readonly CommitInfo[]> =>
      range(from, to).slice(-limit).map(infoOf),
    async versions(from, to, path) {
      const texts = range(from, to).flatMap((commit) => {
        const now = store.files(commit.sha)?.get(path)?.text;
        const before = store.files(commit.parents[0] ?? '')?.get(path)?.text;
        return now === undefined || now === before ? [] : [now];
      });
      return [...new Set(texts.reverse())];
    },
    mergeTexts: async (ours, ancestor, theirs) => mergeLines(ours, ancestor, theirs),
    async numstat(from, tree, attributesOf) {
      const generated = generatedBy(files(attributesOf).get('.gitattributes')?.text ?? '');
      const [before, after] = [files(from), files(tree)];
      return changesBetween(before, after, store.blobName).map((change) =>
        rowOf(change, { before, after, generated }),
      );
    },
  };
}

/** How two sets of files differ, sorted by path; a file that only moved is a rename. */
export function changesBetween(
  before: FileMap,
  after: FileMap,
  blobName: (text: string) => Sha,
): readonly Change[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changes = paths.flatMap((path): readonly Change[] => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old?.text === now?.text && old?.mode === now?.mode) return [];
    const [oldMode, newMode] = [old?.mode ?? ABSENT, now?.mode ?? ABSENT];
    const blob = now === undefined ? '0'.repeat(40) : blobName(now.text);
    return [{ path, from: null, kind: kindOf(oldMode, newMode), oldMode, newMode, blob }];
  });
  return withRenames(changes, before, blobName);
}

function kindOf(oldMode: string, newMode: string): Change['kind'] {
  if (oldMode === ABSENT) return 'added';
  if (newMode === ABSENT) return 'deleted';
  return oldMode.slice(0, 3) === newMode.slice(0, 3) ? 'modified' : 'type_changed';
}

function withRenames(
  changes: readonly Change[],
  before: FileMap,
  blobName: (text: string) => Sha,
): readonly Change[] {
  const gone = new Map<string, Change>();
  for (const change of changes.filter((one) => one.kind === 'deleted')) {
    const text = before.get(change.path)?.text ?? '';
    if (text !== '') gone.set(blobName(text), change);
  }
  const moved = new Set<string>();
  const renamed = changes.map((change): Change => {
    const source = change.kind === 'added' ? gone.get(change.blob) : undefined;
    if (source === undefined || moved.has(source.path)) return change;
    moved.add(source.path);
    return { ...change, kind: 'renamed', from: source.path, oldMode: source.oldMode };
  });
  return renamed.filter((change) => !moved.has(change.path) || change.kind !== 'deleted');
}

interface Sides {
  readonly before: FileMap;
  readonly after: FileMap;
  readonly generated: (path: string) => boolean;
}

function rowOf({ path, from }: Change, { before, after, generated }: Sides): NumstatEntry {
  const [old, now] = [before.get(from ?? path)?.text ?? '', after.get(path)?.text ?? ''];
  const binary = old.includes('\0') || now.includes('\0');
  const lines = binary ? { added: null, deleted: null } : countLines(old, now);
  return { path, from, ...lines, generated: generated(path) };
}

/** Paths that a `.gitattributes` at the root calls generated. */
function generatedBy(text: string): (path: string) => boolean {
  const rules = text.split('\n').flatMap((line) => {
    const [pattern = '', ...attributes] = line.split(/\s+/);
    return attributes.some((one) => /^linguist-generated(=true)?$/.test(one)) ? [pattern] : [];
  });
  return globMatcher(rules);
}
