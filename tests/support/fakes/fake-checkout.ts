import { posix } from 'node:path';
import type { Sha } from '../../../src/domain/ids.ts';
import type { Checkout, CheckoutState, FileRead } from '../../../src/ports/checkout.ts';
import { createHistory } from './history.ts';
import type { FakeFile } from './objects.ts';
import { branchesOf, type FakeRepository } from './repository.ts';

export interface FakeCheckoutOptions {
  readonly user: FakeRepository;
  readonly originUrl?: string | null;
  readonly identity?: { readonly name: string; readonly email: string } | null;
}

/** The user's working tree in memory. */
export interface FakeCheckout extends Checkout {
  /** What is on disk; a link's text is its target. */
  readonly disk: Map<string, FakeFile>;
  /** Folders that are repositories of their own. */
  readonly nested: Set<string>;
  /** Calls of `hideState`. */
  readonly hidden: () => number;
}

const ROOT = '/user/repository';
const ADA = { name: 'Ada Lovelace', email: 'ada@example.com' };

/** Opens the working tree as it stands at the branch checked out. */
export function createFakeCheckout(options: FakeCheckoutOptions): FakeCheckout {
  const { user, originUrl = null, identity = ADA } = options;
  const { checkedOut, store } = user;
  const head = user.refs.get(`refs/heads/${checkedOut ?? ''}`) ?? ('0'.repeat(40) as Sha);
  const disk = new Map(store.files(head) ?? []);
  const nested = new Set<string>();
  const history = createHistory(user);
  let hidings = 0;
  return {
    disk,
    nested,
    hidden: () => hidings,
    state: stateOf({ head, branch: checkedOut, originUrl }),
    listFiles: async (suffix = '') =>
      listed(disk, nested).filter((path) => path.toLowerCase().endsWith(suffix)),
    readFile: async (path, maxBytes) => read(disk, path, maxBytes),
    relative: async (path) => inside(path),
    resolve: async (revision) =>
      revision === 'HEAD' ? head : revision.startsWith('-') ? null : history.resolve(revision),
    fileAt: (revision, path) => history.fileAt(revision, path),
    mergeBase: (a, b) => history.mergeBase(a === 'HEAD' ? head : a, b === 'HEAD' ? head : b),
    defaultBranch: async () =>
      ['main', 'master'].find((name) => branchesOf(user).has(name)) ?? checkedOut,
    identity: async () => identity,
    hideState: async () => {
      hidings += 1;
    },
  };
}

function stateOf(known: Pick<CheckoutState, 'head' | 'branch' | 'originUrl'>): CheckoutState {
  return { root: ROOT, mainRoot: ROOT, commonDir: `${ROOT}/.git`, shallow: false, ...known };
}

function listed(disk: ReadonlyMap<string, FakeFile>, nested: ReadonlySet<string>): string[] {
  const ignored = (disk.get('.gitignore')?.text ?? '').split('\n').filter((line) => line !== '');
  const hidden = [...ignored, ...[...nested].map((folder) => `${folder}/`)];
  return [...disk.keys()].filter((path) => !hidden.some((one) => path.startsWith(one))).sort();
}

function read(disk: ReadonlyMap<string, FakeFile>, path: string, maxBytes: number): FileRead {
  const own = inside(path);
  if (own === null) return { ok: false, why: 'outside' };
  const target = follow(disk, own);
  if (typeof target === 'string') return { ok: false, why: target };
  const bytes = new TextEncoder().encode(target.file.text);
  if (bytes.length > maxBytes) return { ok: false, why: 'too_large' };
  return target.at === own ? { ok: true, bytes } : { ok: true, bytes, leadsTo: target.at };
}

function follow(
  disk: ReadonlyMap<string, FakeFile>,
  path: string,
): { readonly file: FakeFile; readonly at: string } | Extract<FileRead, { ok: false }>['why'] {
  let at = path;
  for (let steps = 0; steps < 10; steps += 1) {
    const file = disk.get(at);
    if (file === undefined) {
      const isFolder = [...disk.keys()].some((other) => other.startsWith(`${at}/`));
      return isFolder ? 'not_a_file' : 'missing';
    }
    if (file.mode !== '120000') return { file, at };
    const next = inside(posix.join(posix.dirname(at), file.text));
    if (file.text.startsWith('/') || next === null) return 'outside';
    at = next;
  }
  return 'unreadable';
}

function inside(path: string): string | null {
  const relative = posix.relative(ROOT, posix.resolve(ROOT, path));
  return relative === '..' || relative.startsWith('../') ? null : relative;
}
