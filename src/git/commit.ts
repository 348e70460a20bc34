import type { Sha } from '../domain/ids.ts';
import type { CommitRequest, CommitResult } from '../ports/git.ts';
import type { CallOutcome, GitCall } from './call.ts';
import { detailOf } from './refusal.ts';

/** Milliseconds a signing program may take, a person's passphrase included. */
const SIGN_TIMEOUT_MS = 60_000;

/**
 * Writes a commit as the user, signed where `commit.gpgsign` says so.
 * @param sign whether it does
 */
export async function writeCommit(
  call: GitCall,
  request: CommitRequest,
  sign: boolean,
): Promise<CommitResult> {
  const args = [request.tree, '-p', request.parent, '-F', '-'];
  const stdin = request.message.endsWith('\n') ? request.message : `${request.message}\n`;
  if (sign) {
    const options = { stdin, timeoutMs: SIGN_TIMEOUT_MS };
    const signed = await call.attempt(['commit-tree', '-S', ...args], options);
    if (signed.code === 0) return { ok: true, sha: shaOf(signed), signed: 'signed' };
  }
  const plain = await call.attempt(['commit-tree', '--no-gpg-sign', ...args], { stdin });
  if (plain.code === 0) return { ok: true, sha: shaOf(plain), signed: sign ? 'unsigned' : 'plain' };
  return { ok: false, message: detailOf({ status: plain.status, out: '', err: plain.err }) };
}

function shaOf(outcome: CallOutcome): Sha {
  return Buffer.from(outcome.out).toString('utf8').trim() as Sha;
}
