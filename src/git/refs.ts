import { CodeliciousError } from '../domain/errors.ts';
import type { Sha } from '../domain/ids.ts';
import type { Git } from '../ports/git.ts';
import type { GitCall } from './call.ts';
import type { Hub } from './hub.ts';
import { isAncestor } from './objects.ts';
import { detailOf } from './refusal.ts';
import { createTransfer } from './transfer.ts';

type Refs = Pick<Git, 'setBranch' | 'ownBranches' | 'keep' | 'release' | 'isBranchName'>;

/** Where the user's repository keeps the tips of our branches. */
export const HELD = 'refs/codelicious/heads/';

export function createRefs(hub: Hub, branchPrefix: string): Refs {
  const transfer = createTransfer(hub);
  return {
    async setBranch(branch, sha) {
      requireOurs(branch, branchPrefix);
      const ref = `refs/heads/${branch}`;
      const args = sha === null ? ['-d', ref] : [ref, sha];
      await hub.own.bytes(['update-ref', '--no-deref', ...args]);
    },
    async ownBranches(prefix) {
      const [ours, held] = await Promise.all([
        listRefs(hub.own, 'refs/heads/', prefix),
        heldHeads(hub, prefix),
      ]);
      const merged = new Map([...held, ...ours]);
      for (const [branch, sha] of held) {
        const known = ours.get(branch);
        if (known === undefined || known === sha) continue;
        if (await isAncestor(hub.own, known, sha)) merged.set(branch, sha);
      }
      return merged;
    },
    async keep(name, sha) {
      const outcome = await transfer(`+${sha}:refs/codelicious/${name}`);
      if (outcome.code === 0) return;
      const detail = detailOf({ status: outcome.status, out: '', err: outcome.err });
      throw new CodeliciousError('storage', `refs/codelicious/${name} was not kept: ${detail}`, {
        hint: 'see that the repository can be written to and that its disk is not full',
      });
    },
    async release(name) {
      await hub.theirs.bytes(['update-ref', '--no-deref', '-d', `refs/codelicious/${name}`]);
    },
    async isBranchName(name) {
      if (name.startsWith('-') || name === 'HEAD') return false;
      const legal = await hub.own.attempt(['check-ref-format', `refs/heads/${name}`]);
      if (legal.code !== 0) return false;
      const taken = await Promise.all([
        listRefs(hub.own, 'refs/heads/', ''),
        listRefs(hub.own, 'refs/remotes/origin/', ''),
      ]);
      return taken.every((refs) => [...refs.keys()].every((other) => !collide(name, other)));
    },
  };
}

/** Branch → tip of what the user's repository keeps for us. */
export async function heldHeads(hub: Hub, prefix: string): Promise<ReadonlyMap<string, Sha>> {
  return listRefs(hub.theirs, HELD, prefix);
}

/** Names below `namespace` that begin with `prefix`, without the namespace, and what they point at. */
export async function listRefs(
  call: GitCall,
  namespace: string,
  prefix: string,
): Promise<ReadonlyMap<string, Sha>> {
  const format = '--format=%(objectname) %(refname)';
  const folder = `${namespace}${prefix.slice(0, prefix.lastIndexOf('/') + 1)}`;
  const lines = (await call.text(['for-each-ref', format, folder])).split('\n');
  const refs = lines.filter((line) => line.includes(` ${namespace}${prefix}`));
  return new Map(
    refs.map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(space + 1 + namespace.length), line.slice(0, space) as Sha];
    }),
  );
}

/**
 * Keeps every write to a branch below our prefix.
 * @throws Error a bug of the caller
 */
export function requireOurs(branch: string, branchPrefix: string): void {
  if (branch.startsWith(branchPrefix) && branch.length > branchPrefix.length) return;
  throw new Error(`${branch} is not below ${branchPrefix}`);
}

/** Two refs cannot stand beside each other when one is the other's folder. */
function collide(name: string, other: string): boolean {
  return name === other || name.startsWith(`${other}/`) || other.startsWith(`${name}/`);
}
