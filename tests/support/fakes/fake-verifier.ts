import type { Verifier } from '../../../src/ports/verifier.ts';
import type { Disk } from './fake-workspace.ts';

/** What is wrong with a tree, one message each; null when there is nothing to run. */
export type Judge = (disk: Disk, changed: readonly string[]) => readonly string[] | null;

const NOWHERE: Disk = new Map();

/** A check that looks at the clone's files. */
export function createFakeVerifier(disk: (root: string) => Disk | null, judge: Judge): Verifier {
  return {
    name: 'fake',
    applies: async () => true,
    async check(scope) {
      const complaints = judge(disk(scope.root) ?? NOWHERE, scope.changed);
      const about = { name: 'tests', command: 'npm test', output: '', durationMs: 5 };
      if (complaints === null) {
        return [{ ...about, status: 'skipped', findings: [], note: 'there is nothing to run' }];
      }
      const findings = complaints.map((message) => ({
        check: 'tests',
        file: 'src/a.ts',
        line: 3,
        rule: null,
        message,
      }));
      const status = findings.length > 0 ? ('failed' as const) : ('passed' as const);
      return [{ ...about, status, findings, note: null }];
    },
  };
}
