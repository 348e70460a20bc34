import type { HistoryFault } from '../domain/history-check.ts';
import type { ChunkCommit } from '../domain/part.ts';
import type { AuditRecord, AuditVerdict } from '../ports/audit-log.ts';
import { faultOf } from './check-commit.ts';

/** The audit log of this machine, and what it is to be held against. */
export interface AuditView {
  readonly verdict: AuditVerdict;
  readonly records: readonly AuditRecord[];
  /** Whether a run was ever made here. */
  readonly isUsed: boolean;
  /** The run that holds the lock and is alive; null where there is none. */
  readonly running: string | null;
}

/** What the audit log says of one commit. */
interface Recorded {
  readonly run: string;
  readonly sha: string;
  readonly spec: string;
  readonly chunk: string;
}

/** The commits that an audit log tells of. */
export function recordedCommits(records: readonly AuditRecord[]): readonly Recorded[] {
  return records
    .filter((record) => record.type === 'chunk.committed')
    .map(({ run, data }) => ({
      run,
      sha: String(data['sha']),
      spec: String(data['spec']),
      chunk: String(data['chunk']),
    }));
}

/**
 * Whether commits and audit log tell the same. Runs that were audited elsewhere are not judged; nor are records whose
 * commit is gone, as after a squash merge.
 */
export function checkAudit(
  commits: readonly ChunkCommit[],
  recorded: readonly Recorded[],
): readonly HistoryFault[] {
  const bySha = new Map(recorded.map((record) => [record.sha, record]));
  const runs = new Set(recorded.map(({ run }) => run));
  return commits.flatMap((commit) => byRecord(commit, bySha.get(commit.sha), runs));
}

/** Whether a log that holds is whole: lines that are gone from its end leave no broken link. */
export function checkEnd({
  verdict,
  records,
  isUsed,
  running,
}: AuditView): readonly HistoryFault[] {
  if (!verdict.ok) return [];
  const last = records.at(-1);
  if (last === undefined) {
    return isUsed
      ? [ofLog('audit_missing', 'runs were made here, and the audit log is empty')]
      : [];
  }
  if (last.type === 'run.finished' || last.run === running) return [];
  const told = `the audit log ends within run ${last.run}: it was killed, or lines are gone`;
  return [ofLog('audit_unfinished', told)];
}

function ofLog(code: HistoryFault['code'], message: string): HistoryFault {
  return { code, sha: null, spec: null, chunk: null, message };
}

function byRecord(
  commit: ChunkCommit,
  record: Recorded | undefined,
  runs: ReadonlySet<string>,
): readonly HistoryFault[] {
  const fault = faultOf(commit);
  if (record === undefined) {
    const told = `the audit log of run ${commit.run} does not know it: it was made anew or altered`;
    return runs.has(commit.run) ? [fault('not_in_audit', told)] : [];
  }
  const same =
    record.spec === commit.spec && record.chunk === commit.chunk && record.run === commit.run;
  return same ? [] : [fault('audit_differs', 'the audit log tells of another task or run')];
}
