import type { Sha } from '../domain/ids.ts';
import type { KnownBranch, KnownRefs, WantedRefs } from '../ports/look.ts';
import { BASE_REFS, commonBase, type RefRow, readRefs, refsOfBranch, shaOf } from './base-name.ts';
import type { GitCall } from './call.ts';
import { REMOTE } from './fetch.ts';
import { newest, type Sight, type SightRequest } from './look-sight.ts';
import { PARKED, readParked } from './parked.ts';
import { HELD } from './refs.ts';

const HEADS = 'refs/heads/';

/** Base and branches as user and runs have them, by one call in each repository. */
export async function knownRefs(
  sight: Sight,
  { checkout, delivery }: Pick<SightRequest, 'checkout' | 'delivery'>,
  { base, prefix }: WantedRefs,
): Promise<KnownRefs> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const ours = [REMOTE, HEADS, HELD].map((namespace) => `${namespace}${folder}`);
  const perhaps = base ?? checkout.branch;
  const named = perhaps === null ? [] : refsOfBranch(perhaps);
  const user = await readRefs(sight.user, [...BASE_REFS, ...named, ...ours, PARKED]);
  const name = base ?? commonBase(user) ?? checkout.branch;
  const fetched = name === null ? [] : refsOfBranch(name).slice(0, 1);
  const hub = sight.hub === null ? [] : await readRefs(sight.hub, [...fetched, ...ours, PARKED]);
  const tip = name === null ? null : await baseTip(sight.all, name, { user, hub });
  return {
    base: name === null || tip === null ? null : { name, sha: tip },
    branches: await knownBranches(sight.all, { user, hub, prefix, delivery }),
    parked: await readParked(sight.all, below(delivery === 'checkout' ? user : hub, PARKED, '')),
  };
}

interface Rows {
  readonly user: readonly RefRow[];
  readonly hub: readonly RefRow[];
}

/** The newer of what user and runs have fetched of a branch, else the branch as it stands here. */
async function baseTip(call: GitCall, name: string, { user, hub }: Rows): Promise<Sha | null> {
  const [fetched, here] = refsOfBranch(name);
  return (await newest(call, shaOf(user, fetched), shaOf(hub, fetched))) ?? shaOf(user, here);
}

async function knownBranches(
  call: GitCall,
  known: Rows & { readonly prefix: string; readonly delivery: SightRequest['delivery'] },
): Promise<ReadonlyMap<string, KnownBranch>> {
  const { user, hub, prefix, delivery } = known;
  const there = [below(user, REMOTE, prefix), below(hub, REMOTE, prefix)];
  const here = below(user, HEADS, prefix);
  const kept = [below(user, HELD, prefix), below(hub, HEADS, prefix)];
  const remote = await longest(call, there);
  const delivered = delivery === 'checkout' ? here : remote;
  const found = await longest(call, [remote, here, ...kept]);
  return new Map(
    [...found].map(([name, tip]) => [name, { tip, unpushed: delivered.get(name) !== tip }]),
  );
}

/** Names below a namespace that begin with a prefix, without the namespace, and what they point at. */
function below(
  rows: readonly RefRow[],
  namespace: string,
  prefix: string,
): ReadonlyMap<string, Sha> {
  const ours = rows.filter(({ name }) => name.startsWith(`${namespace}${prefix}`));
  return new Map(ours.map(({ name, sha }) => [name.slice(namespace.length), sha]));
}

/** Of several tips of one name, the first unless a later one contains it. */
async function longest(
  call: GitCall,
  lists: readonly ReadonlyMap<string, Sha>[],
): Promise<ReadonlyMap<string, Sha>> {
  const found = new Map<string, Sha>();
  for (const [name, tip] of lists.flatMap((list) => [...list])) {
    const best = await newest(call, found.get(name) ?? null, tip);
    if (best !== null) found.set(name, best);
  }
  return found;
}
