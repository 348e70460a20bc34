import { describe, expect, it } from 'vitest';
import { NO_USAGE } from '../../../src/domain/usage.ts';
import { stepSummary } from '../../../src/text/step-summary.ts';
import { buildReport, chunkOutcome, partOutcome, specOutcome } from '../../support/outcomes.ts';

describe('stepSummary', () => {
  it('counts what was built and links each pull request', () => {
    const text = stepSummary(buildReport());
    expect(text).toContain('2 of 2 tasks built, exit code 0.');
    expect(text).toMatch(/\| 1 \| \d+ \| \d+ \| \[#\d+\]\(.+\) \|/);
  });

  it('names every trouble, a line each', () => {
    const chunks = [
      chunkOutcome(1, {
        state: { status: 'failed', code: 'verification', message: 'two tests fail' },
      }),
      chunkOutcome(2, {
        state: { status: 'parked', question: 'Which port?', options: ['80', '443'] },
      }),
      chunkOutcome(3, { state: { status: 'blocked', by: [] } }),
    ];
    const spec = specOutcome({
      chunks,
      parts: [],
      undelivered: [{ code: 'push_hook', message: 'the remote said no' }],
    });
    const text = stepSummary(buildReport({ specs: [spec] }, { exitCode: 1 }));
    expect(text).toContain('two tests fail');
    expect(text).toContain('asks: Which port?\n  - 80\n  - 443\n');
    expect(text).not.toContain('Spent');
    expect(text).toContain('waits for others');
    expect(text).toContain('the remote said no');
    expect(text).not.toContain('| part |');
  });

  it('says why a run or a spec ended early, and what has no pull request yet', () => {
    const skipped = specOutcome({
      chunks: [],
      parts: [{ ...partOutcome(1), pull: null }],
      skipped: { code: 'empty', message: 'the file is empty' },
    });
    const text = stepSummary(
      buildReport({ specs: [skipped], stopped: { why: 'limit', message: 'the time is over' } }),
    );
    expect(text).toContain('Stopped: the time is over');
    expect(text).toContain('the file is empty');
    expect(text).toContain('not opened');
  });

  it('tells what was spent', () => {
    const usage = { ...NO_USAGE, costUsd: 0.42, unpricedCalls: 2 };
    expect(stepSummary(buildReport({ usage }))).toContain(
      'Spent: \\$0.42, and 2 calls of unknown price',
    );
  });

  it('tells how each task was verified', () => {
    const tests = { passed: 4, failed: 0, skipped: 0 };
    const bare = { command: 'x', status: 'passed', findings: [], output: '', note: null } as const;
    const finding = { check: 'a', file: null, line: null, rule: null, message: 'old' };
    const checks = [
      { ...bare, name: 'npm test', durationMs: 1500, tests: { ...tests, added: 2 } },
      { ...bare, name: 'more', durationMs: 500, tests, known: [finding], fixed: 3 },
    ];
    const coverage = { patch: { covered: 1, total: 2 } };
    const chunks = [
      chunkOutcome(1, { verification: { proof: 'red-green', checks, coverage } }),
      chunkOutcome(2, {
        verified: null,
        verification: {
          proof: null,
          checks: [{ ...bare, name: 'lint', durationMs: 0 }],
          coverage: null,
        },
      }),
      chunkOutcome(3, { verification: { proof: 'none', checks: [], coverage: null } }),
      chunkOutcome(4, {
        verification: {
          proof: 'none',
          checks: [{ ...bare, name: 'npm test', durationMs: 0, tests }],
          coverage: null,
        },
      }),
    ];
    const text = stepSummary(buildReport({ specs: [specOutcome({ chunks })] }));
    expect(text).toContain(
      '| Task 1 | tests | 8 passed, 0 failed, 2 new | patch coverage 1 of 2 lines, 50 % | red-green | 1 known, 3 mended | 2.0 s |',
    );
    expect(text).toContain('| Task 2 | n/a | n/a | n/a | n/a |  | 0 ms |');
    expect(text).not.toContain('| Task 3 |');
    expect(text).toContain('| 4 passed, 0 failed | n/a | none |');
  });

  it('lets nothing of a title act', () => {
    const text = stepSummary(buildReport({ specs: [specOutcome({ title: '<b>@all</b> | x' })] }));
    expect(text).not.toContain('<b>');
    expect(text).not.toContain('@all');
  });
});
