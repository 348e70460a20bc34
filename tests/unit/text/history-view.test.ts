import { describe, expect, it } from 'vitest';
import type { HistoryData } from '../../../src/domain/history-check.ts';
import { historyView } from '../../../src/text/history-view.ts';
import { palette } from '../../../src/text/palette.ts';

const LOOK = { palette: palette(false), width: 80, repo: '.' };
const SHA = 'abcdef0123456789';

const SOUND: HistoryData = {
  schemaVersion: 1,
  range: ['main..codelicious/spec-1'],
  commits: [
    {
      sha: SHA,
      spec: 'specs/1.md',
      chunk: '0123456789ab',
      title: 'Add a greeting',
      engine: 'claude',
      verified: 'npm test',
      proof: 'red-green',
    },
  ],
  audit: { records: 12, brokenAt: null, why: null },
  faults: [],
  exitCode: 0,
};

const FAULT = {
  code: 'not_ticked',
  sha: SHA,
  spec: 'specs/1.md',
  chunk: '0123456789ab',
  message: '"Add a greeting" is not ticked in it',
} as const;

describe('historyView', () => {
  it('lists what agrees', () => {
    expect(historyView(SOUND, LOOK)).toBe(
      [
        '  ✓ abcdef0123  Add a greeting  claude, verified: npm test, proof: red-green',
        '',
        'Audit log: 12 records, the chain holds.',
        '',
        '1 commit checked, everything agrees.',
        '',
      ].join('\n'),
    );
  });

  it('names every fault with its commit or spec', () => {
    const tick = { ...FAULT, code: 'ticked_without_commit', sha: null, message: 'forged' } as const;
    const one = historyView({ ...SOUND, faults: [FAULT], exitCode: 1 }, LOOK);
    expect(one).toContain('  ✗ abcdef0123  Add a greeting');
    expect(one).toContain('  ✗ abcdef0123  not_ticked  "Add a greeting" is not ticked in it');
    expect(one).toContain('1 commit checked, 1 thing does not agree.');
    const spec = historyView({ ...SOUND, faults: [FAULT, tick], exitCode: 1 }, LOOK);
    expect(spec).toContain('  ✗ specs/1.md  ticked_without_commit  forged');
    expect(spec).toContain('2 things do not agree');
    expect(
      historyView({ ...SOUND, faults: [{ ...tick, spec: null }], exitCode: 1 }, LOOK),
    ).toContain('✗   ticked_without_commit');
  });

  it('says where the audit log is broken, and when there is nothing to check', () => {
    const audit = { records: 3, brokenAt: 4, why: 'altered' };
    expect(historyView({ ...SOUND, audit, exitCode: 1 }, LOOK)).toContain(
      'Audit log: broken at line 4 (altered).',
    );
    expect(historyView({ ...SOUND, audit: { ...audit, why: null }, exitCode: 1 }, LOOK)).toContain(
      'line 4 (unreadable)',
    );
    const empty = historyView({ ...SOUND, commits: [] }, LOOK);
    expect(empty).toContain('no commit of ours was found');
    expect(empty).toContain('0 commits checked, everything agrees.');
  });
});
