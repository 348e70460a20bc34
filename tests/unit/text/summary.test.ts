import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../../src/domain/chunk.ts';
import type { ChunkOutcome } from '../../../src/domain/outcome.ts';
import { NO_USAGE } from '../../../src/domain/usage.ts';
import { FAILURE_ADVICE } from '../../../src/text/advice.ts';
import { palette } from '../../../src/text/palette.ts';
import { summaryView } from '../../../src/text/summary.ts';
import {
  buildReport,
  chunkIdOf,
  chunkOutcome,
  partOutcome,
  pull,
  specOutcome,
  unbuilt,
} from '../../support/outcomes.ts';

const look = { palette: palette(false), width: 80, repo: '.' };

describe('summaryView', () => {
  it('lists what was built, where to read it, and where to begin', () => {
    const parts = [
      partOutcome(1, { commits: 8, lines: 241 }),
      partOutcome(2, { commits: 1, lines: 9 }),
    ];
    expect(summaryView(buildReport({ specs: [specOutcome({ parts })] }), look)).toBe(
      `✓ 2 tasks built, 2 pull requests in 4 m 12 s

[spec-12] Sign in with passkeys
  part 1  8 commits  241 lines  ready  https://github.com/acme/app/pull/41
  part 2   1 commit    9 lines  ready  https://github.com/acme/app/pull/42

Next         review https://github.com/acme/app/pull/41 first, the others are
             stacked on it
`,
    );
  });

  it('names the one pull request, or none when all are merged', () => {
    expect(summaryView(buildReport(), look)).toContain(`Next         review ${pull(41).url}\n`);
    const merged = [partOutcome(1, { pull: pull(41, { state: 'merged' }) })];
    const text = summaryView(buildReport({ specs: [specOutcome({ parts: merged })] }), look);
    expect(text).toContain('  merged  ');
    expect(text).not.toContain('Next');
  });

  it('names the lowest pull request of each spec', () => {
    const spec = (first: number, size: number) =>
      specOutcome({
        parts: Array.from({ length: size }, (_, at) =>
          partOutcome(at + 1, { pull: pull(first + at) }),
        ),
      });
    const next = (...specs: ReturnType<typeof spec>[]) =>
      /Next {9}(.*)\n/.exec(summaryView(buildReport({ specs }), { ...look, width: 100 }))?.[1];
    expect(next(spec(1, 1), spec(2, 1))).toBe('review #1 and #2');
    expect(next(spec(1, 2), spec(3, 1))).toBe(
      'review #1 and #3 first, the others are stacked on them',
    );
    expect(next(...[1, 2, 3, 4, 5, 6].map((number) => spec(number, 1)))).toBe(
      'review #1, #2, #3, #4 and 2 more',
    );
  });

  it('claims nothing that was built before', () => {
    const report = buildReport({ commits: 0 });
    expect(summaryView(report, look)).toMatch(
      /^✓ Nothing new to build: 2 tasks built before, 1 pull request open\n/,
    );
    const merged = [partOutcome(1, { pull: pull(41, { state: 'merged' }) })];
    const over = buildReport({ commits: 0, specs: [specOutcome({ parts: merged })] });
    expect(summaryView(over, look)).toMatch(/^✓ Nothing new to build: 2 tasks built before\n/);
  });

  it('tells each failure with what to do', () => {
    const chunks = [
      chunkOutcome(1, { edited: true }),
      unbuilt(
        2,
        { status: 'failed', code: 'verification', message: '3 tests fail.' },
        { attemptRef: 'refs/codelicious/failed/abc' },
      ),
      unbuilt(3, { status: 'blocked', by: [chunkIdOf(2), 'ffffffffffff' as never] }),
      unbuilt(4, { status: 'parked', question: 'Which one?', options: ['A', 'B'] }),
      unbuilt(5, { status: 'declined' }),
      unbuilt(6, { status: 'pending' }),
      unbuilt(
        7,
        { status: 'pending' },
        { reason: { code: 'rate_limited', message: 'rate limited until noon' } },
      ),
    ];
    const report = buildReport({ specs: [specOutcome({ chunks })] }, { exitCode: 1 });
    expect(summaryView(report, look)).toBe(
      `✗ 1 of 7 tasks built, 1 pull request in 4 m 12 s

[spec-12] Sign in with passkeys                                     1 of 7 built
  part 1  2 commits  120 lines  ready  https://github.com/acme/app/pull/41
  ✗ Task 2: 3 tests fail
    → git show refs/codelicious/failed/abc shows the attempt; mend the task or
      the test, then run again
  ◌ Task 3: waits for “Task 2”, ffffffffffff
  ? Task 4: needs an answer: Which one? 1) A 2) B
    → edit the task in docs/specs/12_auth.md:4 to answer, then run again
  – Task 5: left alone, its pull request was closed unmerged
  ○ Task 7: rate limited until noon
  ~ Task 1: its text was edited after it was built; left as it is

Next         edit the task that asks, then: codelicious .  (tries again what
             else is not done)
`,
    );
  });

  it('sends to the questions first where nothing else is left', () => {
    const asks = (number: number) =>
      unbuilt(number, { status: 'parked', question: 'Which?', options: [] });
    const next = (chunks: readonly ChunkOutcome[]) =>
      summaryView(buildReport({ specs: [specOutcome({ chunks })] }, { exitCode: 1 }), look)
        .split('\n')
        .find((line) => line.startsWith('Next'));
    const waits = unbuilt(3, { status: 'blocked', by: [chunkIdOf(2)] });
    expect(next([chunkOutcome(1), asks(2), waits])).toBe(
      'Next         edit the task that asks, then: codelicious .',
    );
    expect(next([asks(1), asks(2)])).toBe(
      'Next         edit the 2 tasks that ask, then: codelicious .',
    );
  });

  it.each(Object.keys(FAILURE_ADVICE) as FailureCode[])('has advice for %s', (code) => {
    const chunks = [unbuilt(1, { status: 'failed', code, message: 'so it is' })];
    const report = buildReport({ specs: [specOutcome({ chunks })] }, { exitCode: 1 });
    expect(summaryView(report, { ...look, width: 200 })).toContain(
      `    → ${FAILURE_ADVICE[code]}\n`,
    );
  });

  it('does not list every task that waits', () => {
    const blocked = [2, 3, 4, 5, 6].map((number) =>
      unbuilt(number, { status: 'blocked', by: [chunkIdOf(1)] }),
    );
    const chunks = [unbuilt(1, { status: 'failed', code: 'engine', message: 'no' }), ...blocked];
    const text = summaryView(
      buildReport({ specs: [specOutcome({ chunks })] }, { exitCode: 1 }),
      look,
    );
    expect(text).toContain('Task 4: waits');
    expect(text).not.toContain('Task 5: waits');
    expect(text).toContain('    and 2 more that wait\n');
  });

  it('tells what could not be delivered, and a part without a pull request', () => {
    const spec = specOutcome({
      parts: [partOutcome(1, { pull: null, oversize: true, lines: 400 })],
      undelivered: [{ code: 'hook', message: 'the push was declined by a hook.' }],
    });
    const text = summaryView(buildReport({ specs: [spec] }, { exitCode: 1 }), look);
    expect(text).toContain(
      '  part 1  2 commits  400 lines (over the cap)  no pull request  codelicious/spec-12\n',
    );
    expect(text).toContain('  ! the push was declined by a hook\n');
    expect(text).toMatch(/^✗ 2 tasks built in /);
  });

  it('closes with warnings, what was not verified, spend and the post-mortem', () => {
    const report = buildReport(
      {
        usage: { ...NO_USAGE, inputTokens: 2000, outputTokens: 100, costUsd: 0.5 },
        warnings: ['something is odd'],
      },
      { unverified: [chunkIdOf(1), chunkIdOf(2)], postmortem: '/repo/pm.md', exitCode: 1 },
    );
    expect(summaryView(report, { ...look, width: 100 })).toContain(`
Warning      something is odd
Unverified   2 tasks had nothing to be checked by; set verify.commands in .codelicious/config.json
Spent        $0.50 · 2 k tokens in, 100 out
Post-mortem  /repo/pm.md
`);
    expect(summaryView(buildReport({}, { unverified: [chunkIdOf(1)] }), look)).toContain(
      '1 task had',
    );
  });

  it('tells what each spec cost', () => {
    const chunks = [
      chunkOutcome(1, { spend: { costUsd: 0.5, equivalentUsd: 0, unpricedCalls: 0 } }),
      unbuilt(
        2,
        { status: 'pending' },
        { spend: { costUsd: 1, equivalentUsd: 1.5, unpricedCalls: 0 } },
      ),
    ];
    const text = summaryView(buildReport({ specs: [specOutcome({ chunks })] }), look);
    expect(text).toContain(' 1 of 2 built · $1.50 API-equivalent\n');
  });

  it('says when to come back where every engine is limited', () => {
    const retryAt = Date.UTC(2026, 2, 1, 17);
    const stopped = { why: 'rate_limited', message: 'every engine is limited', retryAt } as const;
    expect(summaryView(buildReport({ stopped }, { exitCode: 75 }), look)).toContain(
      'codelicious .  (after 2026-03-01T17:00:00Z, goes on from here)',
    );
  });

  it('says why a run stopped, and that it can go on', () => {
    const stopped = { why: 'interrupted', message: 'stopped by SIGTERM.' } as const;
    const chunks = [chunkOutcome(1), unbuilt(2, { status: 'pending' })];
    const text = summaryView(
      buildReport({ stopped, specs: [specOutcome({ chunks })] }, { exitCode: 143 }),
      { ...look, repo: '~/app' },
    );
    expect(text).toMatch(/^■ Stopped: stopped by SIGTERM\n {2}1 of 2 tasks built in 4 m 12 s\n/);
    expect(text).toMatch(/Next {9}codelicious ~\/app {2}\(goes on from here\)\n$/);
  });

  it('says when there was nothing to do', () => {
    expect(summaryView(buildReport({ specs: [] }), look)).toBe(
      '✓ Nothing to do: no spec has an open task.\n',
    );
  });

  it('tells which specs were passed over, and leaves out what has no news', () => {
    const skipped = { code: 'missing', message: 'b.md does not exist' };
    const report = buildReport(
      {
        specs: [
          specOutcome({ label: '11', parts: [] }),
          specOutcome({ path: 'b.md', chunks: [], parts: [], skipped }),
          specOutcome({
            path: 'c.md',
            chunks: [],
            parts: [],
            skipped: { code: 'nul', message: 'holds NUL' },
          }),
        ],
      },
      { exitCode: 1 },
    );
    const text = summaryView(report, look);
    expect(text).toContain('Passed over\n  ✗ b.md does not exist\n  ✗ c.md: holds NUL\n');
    expect(text).not.toContain('[spec-11]');
  });
});
