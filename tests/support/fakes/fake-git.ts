import type { Sha } from '../../../src/domain/ids.ts';
import type { FetchResult, Git, PushRequest, PushResult } from '../../../src/ports/git.ts';
import { changesBetween, createHistory } from './history.ts';
import { unified } from './line-diff.ts';
import type { FileMap } from './objects.ts';
import {
  branchesOf,
  type FakeRepository,
  fetchParked,
  nameOf,
  park,
  parkedIn,
} from './repository.ts';

type Refusal = Extract<PushResult, { type: 'rejected' }>['why'];

/** What a test lets go wrong. */
export interface GitTroubles {
  /** Asked before each push: a refusal, or null. */
  push: (request: PushRequest) => Refusal | null;
  /** Asked before each fetch from origin. */
  fetch: () => Extract<FetchResult, { ok: false }>['why'] | null;
  /** Asked before each commit: a message when it cannot be made. */
  commit: (message: string) => string | null;
  /** Whether signing is asked for and works. */
  signing: 'plain' | 'signed' | 'unsigned';
}

export interface FakeGitOptions {
  /** The run's own repository. */
  readonly hub: FakeRepository;
  readonly user: FakeRepository;
  readonly origin: FakeRepository | null;
  readonly prefix: string;
  readonly troubles?: Partial<GitTroubles>;
}

/** A run's repository in memory: the same promises as the real one, by the same contract. */
export interface FakeGit extends Git {
  readonly pushes: readonly PushRequest[];
  readonly commitsMade: readonly Sha[];
}

const HELD = 'refs/codelicious/heads/';
const REMOTE = 'refs/remotes/origin/';

export function createFakeGit(options: FakeGitOptions): FakeGit {
  const { hub, prefix } = options;
  const { store } = hub;
  const pushes: PushRequest[] = [];
  const commitsMade: Sha[] = [];
  return {
    ...createHistory(hub),
    ...trees(hub),
    ...fetching(options),
    ...refs(options),
    pushes,
    commitsMade,
    parked: async (source) => parkedIn(source === 'origin' ? hub : options.user),
    async setParked({ name, text, to }) {
      const target = to === 'origin' ? options.origin : options.user;
      if (target === null) return { type: 'rejected', why: 'other', detail: 'there is no origin' };
      const seen = parkedIn(to === 'origin' ? hub : target).get(name);
      if (parkedIn(target).get(name) !== seen) {
        return { type: 'rejected', why: 'stale', detail: `${name} has changed` };
      }
      park(target, name, text);
      park(hub, name, text);
      return { type: 'pushed' };
    },
    async commit({ tree, parent, message }) {
      const refusal = options.troubles?.commit?.(message) ?? null;
      if (refusal !== null) return { ok: false, message: refusal };
      const sha = store.writeCommit({
        tree: store.writeTree(store.files(tree) ?? new Map()),
        parents: [parent],
        message,
      });
      commitsMade.push(sha);
      return { ok: true, sha, signed: options.troubles?.signing ?? 'plain' };
    },
    async push(request) {
      requireOurs(request.branch, prefix);
      const why = options.troubles?.push?.(request) ?? null;
      if (why !== null) return { type: 'rejected', why, detail: `refused: ${why}` };
      const result = deliver(options, request);
      if (result.type === 'pushed') pushes.push(request);
      return result;
    },
  };
}

function deliver({ hub, user, origin }: FakeGitOptions, request: PushRequest): PushResult {
  const { sha, branch, to } = request;
  const target = to === 'origin' ? origin : user;
  if (target === null) return { type: 'rejected', why: 'other', detail: 'there is no origin' };
  if (to === 'checkout' && target.checkedOut === branch) {
    return { type: 'rejected', why: 'checked_out', detail: `${branch} is checked out` };
  }
  const there = target.refs.get(`refs/heads/${branch}`);
  if (there !== undefined && !hub.store.ancestors(sha).has(there)) {
    return { type: 'rejected', why: 'stale', detail: `${branch} has moved` };
  }
  target.refs.set(`refs/heads/${branch}`, sha);
  if (to === 'origin') hub.refs.set(REMOTE + branch, sha);
  return { type: 'pushed' };
}

function fetching({ hub, user, origin, troubles }: FakeGitOptions) {
  const note = (branches: ReadonlyMap<string, Sha>): FetchResult => {
    for (const ref of [...hub.refs.keys()]) if (ref.startsWith(REMOTE)) hub.refs.delete(ref);
    for (const [name, sha] of branches) hub.refs.set(REMOTE + name, sha);
    return { ok: true, branches };
  };
  const take = (
    from: FakeRepository,
    { base, prefix }: { readonly base: string | null; readonly prefix: string },
  ): ReadonlyMap<string, Sha> =>
    new Map([...branchesOf(from)].filter(([name]) => name === base || name.startsWith(prefix)));
  return {
    fetch: async (request) => {
      if (request.source === 'checkout') return note(take(user, request));
      const why = troubles?.fetch?.() ?? (origin === null ? 'not_found' : null);
      if (why !== null || origin === null) {
        return { ok: false, why: why ?? 'not_found', message: `fetch failed: ${why}` };
      }
      fetchParked(origin, hub);
      return note(take(origin, request));
    },
    remoteDefaultBranch: async () => (origin === null ? null : origin.checkedOut),
  } satisfies Partial<Git>;
}

function refs({ hub, user, prefix }: FakeGitOptions) {
  const { store } = hub;
  return {
    setBranch: async (branch, sha) => {
      requireOurs(branch, prefix);
      if (sha === null) hub.refs.delete(`refs/heads/${branch}`);
      else hub.refs.set(`refs/heads/${branch}`, sha);
    },
    ownBranches: async (below) => {
      const own = branchesOf(hub, below);
      const merged = new Map([...branchesOf(user, below, HELD), ...own]);
      for (const [branch, sha] of branchesOf(user, below, HELD)) {
        const known = own.get(branch);
        if (known !== undefined && store.ancestors(sha).has(known)) merged.set(branch, sha);
      }
      return merged;
    },
    keep: async (name, sha) => {
      user.refs.set(`refs/codelicious/${name}`, sha);
    },
    release: async (name) => {
      user.refs.delete(`refs/codelicious/${name}`);
    },
    isBranchName: async (name) => {
      const legal = /^(?!-|HEAD$)(?!.*(\.\.|[ ~^:?*[\\]|\.lock$|\/$|\/\/|^\/))[^\0-\x1f]+$/.test(
        name,
      );
      const taken = [...branchesOf(hub).keys(), ...branchesOf(hub, '', REMOTE).keys()];
      const collides = (one: string): boolean =>
        one === name || one.startsWith(`${name}/`) || name.startsWith(`${one}/`);
      return legal && !taken.some(collides);
    },
  } satisfies Partial<Git>;
}

function trees(hub: FakeRepository) {
  const { store } = hub;
  const files = (name: string): FileMap => store.files(nameOf(hub, name) ?? '') ?? new Map();
  return {
    changes: async (from, tree) => changesBetween(files(from), files(tree), store.blobName),
    diff: async (from, tree, maxBytes) => bounded(diffText(files(from), files(tree)), maxBytes),
    withFile: async (tree, path, text) => {
      const now = new Map(files(tree));
      const mode = now.get(path)?.mode === '100755' ? '100755' : '100644';
      return store.writeTree(now.set(path, { text, mode }));
    },
    withPaths: async (base, tree, paths) => {
      const now = new Map(files(base));
      for (const path of paths) {
        const there = files(tree).get(path);
        if (there === undefined) now.delete(path);
        else now.set(path, there);
      }
      return store.writeTree(now);
    },
    sizesAt: async (revision, paths) => {
      const there = files(revision);
      const sizes = paths
        .filter((path) => there.has(path))
        .map((path) => {
          return [path, new TextEncoder().encode(there.get(path)!.text).length] as const;
        });
      return new Map(sizes);
    },
    blob: async (name, maxBytes) => {
      const text = store.blob(name);
      const bytes = text === null ? null : new TextEncoder().encode(text);
      return bytes === null || bytes.length > maxBytes ? null : bytes;
    },
  } satisfies Partial<Git>;
}

function diffText(before: FileMap, after: FileMap): readonly string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [old, now] = [before.get(path)?.text, after.get(path)?.text];
    if (old === now) return [];
    const names = [
      old === undefined ? '--- /dev/null' : `--- a/${path}`,
      now === undefined ? '+++ /dev/null' : `+++ b/${path}`,
    ];
    return [`diff --git a/${path} b/${path}`, ...names, ...unified(old ?? '', now ?? '')];
  });
}

function bounded(lines: readonly string[], maxBytes: number): string {
  let text = '';
  for (const line of lines) {
    if (Buffer.byteLength(text) + Buffer.byteLength(line) + 1 > maxBytes) break;
    text += `${line}\n`;
  }
  return text;
}

function requireOurs(branch: string, prefix: string): void {
  if (branch.startsWith(prefix) && branch.length > prefix.length) return;
  throw new Error(`${branch} is not below ${prefix}`);
}
