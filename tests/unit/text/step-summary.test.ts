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

  it('lets nothing of a title act', () => {
    const text = stepSummary(buildReport({ specs: [specOutcome({ title: '<b>@all</b> | x' })] }));
    expect(text).not.toContain('<b>');
    expect(text).not.toContain('@all');
  });
});
