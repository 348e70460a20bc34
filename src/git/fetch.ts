import type { Sha } from '../domain/ids.ts';
import type { FetchResult, Git } from '../ports/git.ts';
import type { CallOutcome } from './call.ts';
import type { Hub } from './hub.ts';
import { isAncestor } from './objects.ts';
import { FETCH_PARKED } from './parked.ts';
import { listRefs } from './refs.ts';
import { detailOf, remoteFailure } from './refusal.ts';
import { FETCH_ONLY } from './transfer.ts';

type Fetching = Pick<Git, 'fetch' | 'remoteDefaultBranch'>;
type Branches = ReadonlyMap<string, Sha>;
interface Wanted {
  readonly base: string | null;
  readonly prefix: string;
}

/** Where what a remote has is noted. */
export const REMOTE = 'refs/remotes/origin/';

export function createFetching(hub: Hub): Fetching {
  return {
    async fetch({ base, prefix, source }) {
      const wanted = { base, prefix };
      await forgetOthers(hub, wanted);
      return source === 'origin' ? fetchOrigin(hub, wanted) : readCheckout(hub, wanted);
    },
    async remoteDefaultBranch() {
      const outcome = await hub.own.attempt(
        ['ls-remote', '--symref', 'origin', 'HEAD'],
        hub.network,
      );
      const reply = outcome.code === 0 ? Buffer.from(outcome.out).toString('utf8') : '';
      return /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(reply)?.[1] ?? null;
    },
  };
}

async function fetchOrigin(hub: Hub, wanted: Wanted): Promise<FetchResult> {
  const { base, prefix } = wanted;
  const first = await fetchRefs(hub, wanted);
  const absent = first.code !== 0 && failureOf(first) === 'not_found' ? base : null;
  const last = absent === null ? first : await fetchRefs(hub, { base: null, prefix });
  if (last.code !== 0) return { ok: false, why: failureOf(last), message: messageOf(last) };
  if (absent !== null) await writeRefs(hub, new Map(), [absent]);
  return { ok: true, branches: await known(hub, wanted) };
}

async function fetchRefs(hub: Hub, { base, prefix }: Wanted): Promise<CallOutcome> {
  const pattern = (name: string): string => `+refs/heads/${name}:${REMOTE}${name}`;
  const branches = [...(base === null ? [] : [pattern(base)]), pattern(`${prefix}*`)];
  const refspecs = [...branches, FETCH_PARKED];
  return hub.own.attempt(['fetch', ...FETCH_ONLY, '--prune', 'origin', ...refspecs], hub.network);
}

/** The user's own branches, as if the user's repository were the remote. */
async function readCheckout(hub: Hub, { base, prefix }: Wanted): Promise<FetchResult> {
  const ours = await listRefs(hub.theirs, 'refs/heads/', prefix);
  const tip = base === null ? null : await baseTip(hub, base);
  const branches = new Map([...ours, ...(base !== null && tip !== null ? [[base, tip]] : [])] as [
    string,
    Sha,
  ][]);
  const before = await listRefs(hub.own, REMOTE, '');
  const gone = [...before.keys()].filter((name) => !branches.has(name));
  await writeRefs(hub, branches, gone);
  return { ok: true, branches };
}

/**
 * The base as the user's repository knows it: of the local branch and the remote's, the one that
 * contains the other; the remote's when they have parted.
 */
async function baseTip(hub: Hub, base: string): Promise<Sha | null> {
  const [local, remote] = await Promise.all([
    listRefs(hub.theirs, 'refs/heads/', base),
    listRefs(hub.theirs, REMOTE, base),
  ]);
  const [mine, theirs] = [local.get(base) ?? null, remote.get(base) ?? null];
  if (mine === null || theirs === null) return mine ?? theirs;
  return (await isAncestor(hub.theirs, theirs, mine)) ? mine : theirs;
}

/** Drops what earlier runs fetched for another base, which could stand in this one's way. */
async function forgetOthers(hub: Hub, { base, prefix }: Wanted): Promise<void> {
  const before = await listRefs(hub.own, REMOTE, '');
  const others = [...before.keys()].filter((name) => name !== base && !name.startsWith(prefix));
  if (others.length > 0) await writeRefs(hub, new Map(), others);
}

async function writeRefs(hub: Hub, set: Branches, deleted: readonly string[]): Promise<void> {
  const lines = [
    ...deleted.map((name) => `delete ${REMOTE}${name}\n`),
    ...[...set].map(([name, sha]) => `update ${REMOTE}${name} ${sha}\n`),
  ];
  await hub.own.bytes(['update-ref', '--no-deref', '--stdin'], { stdin: lines.join('') });
}

async function known(hub: Hub, { base, prefix }: Wanted): Promise<Branches> {
  const all = await listRefs(hub.own, REMOTE, '');
  return new Map([...all].filter(([name]) => name === base || name.startsWith(prefix)));
}

function failureOf({ status, err }: CallOutcome): ReturnType<typeof remoteFailure> {
  return remoteFailure({ status, out: '', err });
}

function messageOf({ status, err }: CallOutcome): string {
  return detailOf({ status, out: '', err });
}
