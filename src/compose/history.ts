import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryData } from '../domain/history-check.ts';
import { checkHistory } from '../pipeline/check-history.ts';
import { createAuditLog } from '../store/audit-log.ts';
import { looking } from './local-view.ts';
import { lockStatus, openLock } from './lock.ts';
import type { Repository } from './repository.ts';

/** What our commits say, compared with their trees and the audit log; nothing is asked of a network. */
export async function readHistory(
  repository: Repository,
  range: string | null,
  warn: (message: string) => void,
): Promise<HistoryData> {
  const { stateDir, env, clock } = repository;
  const dir = env['CODELICIOUS_AUDIT_DIR'] ?? join(stateDir, 'audit');
  const log = createAuditLog({ dir, now: () => clock.now(), warn });
  const held = await lockStatus(openLock(repository, warn));
  const audit = {
    verdict: log.verify(),
    records: log.records(),
    isUsed: existsSync(join(stateDir, 'state')),
    running: held?.alive === false ? null : (held?.run ?? null),
  };
  return looking(repository, warn, (view) => checkHistory({ ...view, range, audit }));
}
