import type { PushRequest, PushResult } from '../ports/git.ts';
import type { CallOutcome } from './call.ts';
import { REMOTE } from './fetch.ts';
import type { Hub } from './hub.ts';
import { requireOurs } from './refs.ts';
import { pushRefusal } from './refusal.ts';
import { createTransfer } from './transfer.ts';

/** Delivers a branch, fast-forward only. */
export async function push(
  hub: Hub,
  request: PushRequest,
  branchPrefix: string,
): Promise<PushResult> {
  requireOurs(request.branch, branchPrefix);
  return request.to === 'origin' ? toOrigin(hub, request) : toCheckout(hub, request);
}

async function toOrigin(hub: Hub, { sha, branch }: PushRequest): Promise<PushResult> {
  const only = ['--porcelain', '--no-follow-tags', '--recurse-submodules=no', '--no-verify'];
  const refspec = `${sha}:refs/heads/${branch}`;
  const outcome = await hub.own.attempt(['push', ...only, 'origin', refspec], hub.network);
  if (outcome.code !== 0) return refused(outcome);
  await hub.own.bytes(['update-ref', '--no-deref', `${REMOTE}${branch}`, sha]);
  return { type: 'pushed' };
}

async function toCheckout(hub: Hub, { sha, branch }: PushRequest): Promise<PushResult> {
  const place = await checkedOutAt(hub, branch);
  if (place !== null) {
    const detail = `${branch} is checked out at ${place}; switch away from it and run again`;
    return { type: 'rejected', why: 'checked_out', detail };
  }
  const outcome = await createTransfer(hub)(`${sha}:refs/heads/${branch}`);
  return outcome.code === 0 ? { type: 'pushed' } : refused(outcome);
}

function refused({ status, out, err }: CallOutcome): PushResult {
  return pushRefusal({ status, out: Buffer.from(out).toString('utf8'), err });
}

/** The working tree that has a branch checked out, or null. */
async function checkedOutAt(hub: Hub, branch: string): Promise<string | null> {
  const blocks = (await hub.theirs.text(['worktree', 'list', '--porcelain'])).split('\n\n');
  const block = blocks.find((text) => text.split('\n').includes(`branch refs/heads/${branch}`));
  return block === undefined ? null : (/^worktree (.+)$/m.exec(block)?.[1] ?? 'another place');
}
