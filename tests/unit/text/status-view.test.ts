import { describe, expect, it } from 'vitest';
import type { LockStatus } from '../../../src/domain/data.ts';
import type { ChunkOutcome } from '../../../src/domain/outcome.ts';
import { NO_SPEND } from '../../../src/domain/usage.ts';
import { palette } from '../../../src/text/palette.ts';
import { statusView } from '../../../src/text/status-view.ts';
import {
  chunkIdOf,
  chunkOutcome,
  partOutcome,
  pull,
  specOutcome,
  unbuilt,
} from '../../support/outcomes.ts';

const look = { palette: palette(false), width: 80, repo: '.' };
const usd = (costUsd: number) => ({ ...NO_SPEND, costUsd });
const HOLDER = { pid: 7, host: 'ada', started: '2026-01-31T10:15:00Z', run: 'r1' };

describe('statusView', () => {
  it('shows where every task stands', () => {
    const chunks = [
      chunkOutcome(1, { pull: pull(41, { draft: true }), spend: usd(0.25) }),
      chunkOutcome(2, {
        state: { status: 'committed' },
        pull: null,
        edited: true,
        verified: 'none',
      }),
      unbuilt(
        3,
        { status: 'failed', code: 'timed_out', message: 'no end after 30 m' },
        { attempts: 3, spend: { ...usd(1), unpricedCalls: 1 } },
      ),
      unbuilt(4, { status: 'pending' }),
      unbuilt(5, { status: 'declined' }),
    ];
    const spec = specOutcome({
      chunks,
      parts: [partOutcome(1, { pull: pull(41, { draft: true }) })],
      undelivered: [{ code: 'network', message: 'the push found no network' }],
    });
    expect(statusView({ specs: [spec], lock: null, warnings: ['no token.'] }, look)).toBe(
      `2 of 5 tasks done · 1 spec · spent $1.25, and 1 call of unknown price

[spec-12] Sign in with passkeys
docs/specs/12_auth.md · spent $1.25, and 1 call of unknown price
  ✓ ${chunkIdOf(1)}  Task 1                                 #41 draft 1111111 $0.25
  ✓ ${chunkIdOf(2)}  Task 2                           unverified not pushed 2222222
    its text was edited after it was built; left as it is
  ✗ ${chunkIdOf(3)}  Task 3                                     $1.00 unknown price
    no end after 30 m (after 3 attempts)
    → make the task smaller, or raise --agent-timeout or --max-run-time
  ○ ${chunkIdOf(4)}  Task 4
  – ${chunkIdOf(5)}  Task 5
    left alone, its pull request was closed unmerged
  part 1  2 commits  120 lines  draft  https://github.com/acme/app/pull/41
  ! the push found no network

! no token

To go on: codelicious .
`,
    );
  });

  it('sends to the questions where nothing else is left', () => {
    const chunks = [
      chunkOutcome(1),
      unbuilt(2, { status: 'parked', question: 'Which?', options: [] }),
      unbuilt(3, { status: 'blocked', by: [chunkIdOf(2)] }),
    ];
    const view = (more: readonly ChunkOutcome[]) =>
      statusView(
        { specs: [specOutcome({ chunks: [...chunks, ...more] })], lock: null, warnings: [] },
        look,
      );
    expect(view([])).toContain('\nTo go on: edit what asks, then codelicious .\n');
    expect(view([unbuilt(4, { status: 'pending' })])).toContain('\nTo go on: codelicious .\n');
  });

  it('says nothing of going on when all is delivered', () => {
    const text = statusView({ specs: [specOutcome()], lock: null, warnings: [] }, look);
    expect(text).toMatch(/^2 of 2 tasks done · 1 spec\n/);
    expect(text).not.toContain('To go on');
    const chunks = [chunkOutcome(1), unbuilt(2, { status: 'pending' })];
    const optional = specOutcome({ chunks, tasks: { open: 0, done: 1, optional: 1 } });
    expect(statusView({ specs: [optional], lock: null, warnings: [] }, look)).not.toContain(
      'To go on',
    );
  });

  it('shows a spec that was passed over', () => {
    const skipped = { code: 'nul', message: 'holds NUL characters.' };
    const text = statusView(
      { specs: [specOutcome({ chunks: [], parts: [], skipped })], lock: null, warnings: [] },
      look,
    );
    expect(text).toBe(`No spec has a task.

[spec-12] Sign in with passkeys
docs/specs/12_auth.md
  ✗ holds NUL characters
`);
  });

  it.each([
    [true, 'At work here: run r1 (process 7 on ada, since 2026-01-31T10:15:00Z).'],
    [false, 'which has ended; the next run takes over.'],
    [null, 'if it is gone: codelicious unlock'],
  ])('tells what a holder means whose life is %s', (alive, says) => {
    const lock: LockStatus = { ...HOLDER, alive };
    const text = statusView({ specs: [], lock, warnings: [] }, { ...look, width: 200 });
    expect(text).toContain(says);
  });

  it.each([
    [{ pid: null, host: null, started: null, run: null }, 'a run that left no name.'],
    [{ pid: 7, host: null, started: null, run: 'r1' }, 'run r1 (process 7).'],
    [{ pid: null, host: null, started: 'noon', run: 'r1' }, 'run r1 (since noon).'],
  ])('tells of a holder what its file tells', (known, says) => {
    const lock: LockStatus = { ...known, alive: true };
    expect(statusView({ specs: [], lock, warnings: [] }, look)).toContain(says);
  });

  it.each([
    [
      { code: 'waits', message: 'docs/specs/11.md is not done yet.' },
      'docs/specs/11.md is not done',
    ],
    [null, 'waits for others'],
  ])('tells what a task waits for beyond its spec: %j', (reason, says) => {
    const chunks = [unbuilt(1, { status: 'blocked', by: [] }, { reason })];
    const text = statusView({ specs: [specOutcome({ chunks })], lock: null, warnings: [] }, look);
    expect(text).toContain(`◌ ${chunkIdOf(1)}  Task 1`);
    expect(text).toContain(says);
  });

  it('does not suggest to go on while somebody is at work', () => {
    const chunks = [unbuilt(1, { status: 'in_progress' })];
    const lock: LockStatus = { ...HOLDER, alive: true };
    const text = statusView({ specs: [specOutcome({ chunks })], lock, warnings: [] }, look);
    expect(text).not.toContain('To go on');
  });
});
