import type { HistoryFault } from '../domain/history-check.ts';
import type { ChunkCommit } from '../domain/part.ts';
import type { AuditRecord } from '../ports/audit-log.ts';
import { faultOf } from './check-commit.ts';

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
