import { describe, expect, it } from 'vitest';
import type { ChunkState } from '../../../src/domain/chunk.ts';
import type { ChunkId, SpecId } from '../../../src/domain/ids.ts';
import type { ChunkOutcome, RunOutcome, SpecOutcome } from '../../../src/domain/outcome.ts';
import { NO_SPEND, NO_USAGE } from '../../../src/domain/usage.ts';
import { type PostmortemInput, renderPostmortem } from '../../../src/text/postmortem.ts';

function chunk(title: string, state: ChunkState, attemptRef: string | null = null): ChunkOutcome {
  return {
    id: '0123456789ab' as ChunkId,
    title,
    line: 7,
    dependsOn: [],
    files: [],
    state,
    sha: null,
    branch: null,
    pull: null,
    reason: null,
    attempts: 1,
    spend: NO_SPEND,
    engine: null,
    verified: null,
    verification: null,
    attemptRef,
    edited: false,
    tokens: 0,
  };
}

const spec: SpecOutcome = {
  id: 'ffffffffffff' as SpecId,
  path: 'docs/specs/1.md',
  label: '1',
  title: 'One',
  dialect: 'plain',
  branch: 'codelicious/spec-1',
  tasks: { open: 3, done: 1, optional: 0 },
  chunks: [
    chunk('Fine', { status: 'merged' }),
    chunk(
      'Broken',
      { status: 'failed', code: 'verification', message: '2 tests fail\nat a' },
      'refs/codelicious/failed/0123456789ab',
    ),
    chunk('Unclear', { status: 'parked', question: 'Which one?', options: [] }),
    chunk('Behind', { status: 'blocked', by: ['0123456789ab' as ChunkId] }),
    chunk('Running', { status: 'in_progress' }),
  ],
  parts: [],
  skipped: null,
  undelivered: [{ code: 'network', message: 'codelicious/spec-1 could not be pushed' }],
};

const outcome: RunOutcome = {
  run: 'r1',
  commits: 1,
  specs: [
    spec,
    {
      ...spec,
      path: 'bad.md',
      chunks: [],
      undelivered: [],
      skipped: { code: 'nul', message: 'holds NUL' },
    },
  ],
  stopped: null,
  usage: { ...NO_USAGE, costUsd: 1.5, inputTokens: 900, outputTokens: 100 },
  durationMs: 65_000,
  sandbox: 'none',
  warnings: [],
};

const input: PostmortemInput = {
  run: 'r1',
  finishedAt: '2026-01-31T10:15:00.000Z',
  version: '2.0.0',
  exitCode: 1,
  reason: 'some tasks failed',
  hint: null,
  outcome,
  stack: null,
  logLines: ['{"a":1}', '```\u001b[31m'],
  resumeCommand: "codelicious build '/srv/my repo'",
};

describe('renderPostmortem', () => {
  it('tells what happened and how to go on', () => {
    expect(renderPostmortem(input)).toBe(`# Post-mortem of run r1

## Reason

some tasks failed

## Counts

- Exit code: 1
- Ended: 2026-01-31T10:15:00.000Z
- Duration: 1 m 05 s
- Specs: 2
- Chunks: 1 blocked, 1 failed, 1 in progress, 1 merged, 1 parked
- Spent: $1.50 · 900 tokens in, 100 out
- Version: codelicious 2.0.0
- Sandbox: none

## Failures

- \`docs/specs/1.md\`:7 \`0123456789ab\` Broken: failed (verification): 2 tests fail at a; the last attempt is \`refs/codelicious/failed/0123456789ab\`
- \`docs/specs/1.md\`:7 \`0123456789ab\` Unclear: waits for an answer: Which one?
- \`docs/specs/1.md\`:7 \`0123456789ab\` Behind: blocked by \`0123456789ab\`
- \`docs/specs/1.md\`: codelicious/spec-1 could not be pushed
- \`bad.md\`: holds NUL

## Last 2 log lines

\`\`\`\`
{"a":1}
\`\`\`␛[31m
\`\`\`\`

## Resume

\`\`\`sh
codelicious build '/srv/my repo'
\`\`\`
`);
  });

  it('does without an outcome, and shows the stack of a bug', () => {
    const text = renderPostmortem({
      ...input,
      outcome: null,
      stack: 'Error: x\n  at y',
      hint: 'Report it.',
      logLines: [],
    });
    expect(text).toContain('some tasks failed\n\nReport it.');
    expect(text).toContain('- Duration: n/a\n- Specs: n/a\n- Chunks: n/a\n- Spent: n/a');
    expect(text).toContain('## Failures\n\nn/a');
    expect(text).toContain('## Stack\n\n```\nError: x\n  at y\n```');
    expect(text).toContain('## Last 0 log lines\n\nn/a');
  });

  it('keeps to the last 50 log lines and a hundred failures', () => {
    const logLines = Array.from({ length: 80 }, (_, at) => `line ${at} ${'x'.repeat(2000)}`);
    const chunks = Array.from({ length: 130 }, () =>
      chunk('Broken', { status: 'failed', code: 'gate', message: 'no' }),
    );
    const text = renderPostmortem({
      ...input,
      logLines,
      outcome: { ...outcome, specs: [{ ...spec, chunks }] },
    });
    expect(text).toContain('## Last 50 log lines\n\n```\nline 30 ');
    expect(text).not.toContain('line 29 ');
    expect(text).toContain('- … and 31 more');
    expect(text.length).toBeLessThan(100_000);
  });

  it('says so when nothing failed or nothing was spent', () => {
    const quiet = {
      ...outcome,
      usage: NO_USAGE,
      specs: [{ ...spec, chunks: [], undelivered: [] }],
    };
    const text = renderPostmortem({ ...input, outcome: quiet });
    expect(text).toContain('## Failures\n\nNone.');
    expect(text).toContain('- Chunks: none\n- Spent: n/a');
  });
});
