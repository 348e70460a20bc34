import { CodeliciousError } from '../domain/errors.ts';
import type { ForgeResult, PullRequest } from '../domain/pull.ts';
import { markedPulls } from '../pipeline/marked-pulls.ts';
import type { MarkedPull } from '../pipeline/stack.ts';
import { type ForgeUse, openForge } from './forge.ts';
import type { Repository } from './repository.ts';

/** Our pull requests; without a way to ask for them, the reason. */
export async function askPulls(
  repository: Repository,
  use: ForgeUse,
): Promise<ForgeResult<readonly PullRequest[]>> {
  const [opened] = await Promise.allSettled([openForge(repository, use)]);
  if (opened.status === 'fulfilled') {
    return opened.value.listPulls(repository.config.branchPrefix);
  }
  const fault: unknown = opened.reason;
  if (!(fault instanceof CodeliciousError) || fault.code !== 'forge_auth') throw fault;
  return { ok: false, code: 'auth', message: fault.message };
}

/** Those of them that carry our marker; none where they cannot be asked for. */
export async function askMarkedPulls(
  repository: Repository,
  use: ForgeUse,
): Promise<readonly MarkedPull[]> {
  const answer = await askPulls(repository, use);
  return answer.ok ? markedPulls(answer.value) : [];
}
