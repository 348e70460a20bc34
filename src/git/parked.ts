import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sha } from '../domain/ids.ts';
import type { Git, ParkedText, PushResult } from '../ports/git.ts';
import type { GitCall } from './call.ts';
import { connectHub, type Hub, type HubRequest } from './hub.ts';
import { readFiles, writeBlob } from './objects.ts';
import { listRefs } from './refs.ts';
import { pushRefusal } from './refusal.ts';
import { createTransfer, FETCH_ONLY } from './transfer.ts';

/** Where the questions of parked tasks are kept, one ref for each spec. */
export const PARKED = 'refs/codelicious/parked/';
/** The refspec that brings them; `--prune` takes away what was answered. */
export const FETCH_PARKED = `+${PARKED}*:${PARKED}*`;
/** The one file of a commit that such a ref points at. */
const FILE = 'parked.json';
const SUBJECT = 'Questions of parked tasks\n';

type Parking = Pick<Git, 'parked' | 'setParked'>;
type Refs = ReadonlyMap<string, Sha>;

export function createParking(hub: Hub): Parking {
  const standing = async (at: ParkedText['to']): Promise<Refs> =>
    listRefs(at === 'origin' ? hub.own : hub.theirs, PARKED, '');
  return {
    parked: async (source) => readParked(hub.own, await standing(source)),
    async setParked({ name, text, to }) {
      const before = (await standing(to)).get(name) ?? null;
      const sha = text === null ? null : await writeText(hub.own, text);
      if (sha === null && before === null) return { type: 'pushed' };
      const change = { ref: PARKED + name, before, sha };
      return to === 'origin' ? toOrigin(hub, change) : toCheckout(hub, change);
    },
  };
}

/** The texts that refs stand for, by the refs' names. */
export async function readParked(call: GitCall, refs: Refs): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const [name, sha] of refs) {
    const text = (await readFiles(call, { revision: sha, paths: [FILE] })).get(FILE);
    if (text !== undefined) texts.set(name, text);
  }
  return texts;
}

/** A commit of its own, so that a clone fetches nothing else with it. */
async function writeText(call: GitCall, text: string): Promise<Sha> {
  const blob = await writeBlob(call, text);
  const tree = await call.text(['mktree'], { stdin: `100644 blob ${blob}\t${FILE}\n` });
  const args = ['commit-tree', '--no-gpg-sign', tree, '-F', '-'];
  return (await call.text(args, { stdin: SUBJECT })) as Sha;
}

interface Change {
  readonly ref: string;
  /** What we know to be there; null for nothing. */
  readonly before: Sha | null;
  /** Null to take it away. */
  readonly sha: Sha | null;
}

/** Only over what we have seen: somebody else's newer question stays. */
async function toOrigin(hub: Hub, { ref, before, sha }: Change): Promise<PushResult> {
  const outcome = await hub.own.attempt(
    [
      ...['push', '--porcelain', '--no-follow-tags', '--recurse-submodules=no', '--no-verify'],
      ...[`--force-with-lease=${ref}:${before ?? ''}`, 'origin', `${sha ?? ''}:${ref}`],
    ],
    hub.network,
  );
  if (outcome.code !== 0) {
    const { status, out, err } = outcome;
    return pushRefusal({ status, out: Buffer.from(out).toString('utf8'), err });
  }
  await hub.own.bytes(['update-ref', '--no-deref', ...(sha === null ? ['-d', ref] : [ref, sha])]);
  return { type: 'pushed' };
}

async function toCheckout(hub: Hub, { ref, sha }: Change): Promise<PushResult> {
  if (sha === null) {
    await hub.theirs.bytes(['update-ref', '--no-deref', '-d', ref]);
    return { type: 'pushed' };
  }
  const { code, status, err } = await createTransfer(hub)(`+${sha}:${ref}`);
  return code === 0 ? { type: 'pushed' } : pushRefusal({ status, out: '', err });
}

/**
 * What the remote keeps, asked of it now; nothing of it stays on this machine.
 * @returns null where there is no remote or it does not answer
 */
export async function askParked(
  request: Omit<HubRequest, 'dir'>,
): Promise<ReadonlyMap<string, string> | null> {
  const dir = await mkdtemp(join(tmpdir(), 'codelicious-parked-'));
  try {
    const hub = await connectHub({ ...request, dir });
    const listed = await hub.theirs.attempt(['ls-remote', 'origin', `${PARKED}*`], hub.network);
    if (listed.code !== 0) return null;
    if (listed.out.byteLength === 0) return new Map();
    await hub.theirs.bytes(['init', '--bare', '-q', '--template=', dir]);
    const args = ['fetch', ...FETCH_ONLY, '--depth=1', 'origin', FETCH_PARKED];
    const fetched = await hub.own.attempt(args, hub.network);
    if (fetched.code !== 0) return null;
    return await readParked(hub.own, await listRefs(hub.own, PARKED, ''));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
