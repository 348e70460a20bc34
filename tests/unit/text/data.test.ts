import { describe, expect, it } from 'vitest';
import { buildDataSchema, planDataSchema, statusDataSchema } from '../../../src/domain/data.ts';
import { NO_USAGE } from '../../../src/domain/usage.ts';
import { buildData, planData, statusData } from '../../../src/text/data.ts';
import {
  buildReport,
  chunkIdOf,
  chunkOutcome,
  partOutcome,
  plannedChunk,
  planOutcome,
  pull,
  specOutcome,
  specPlan,
  unbuilt,
} from '../../support/outcomes.ts';

describe('planData', () => {
  const plan = planOutcome({
    specs: [
      specPlan({
        chunks: [
          plannedChunk(2, { status: 'merged' }),
          plannedChunk(1, { dependsOn: [chunkIdOf(2)], files: ['src/a.ts'] }),
        ],
      }),
    ],
    problems: [
      { path: 'docs/specs/99_old.md', code: 'not_utf8', message: 'is not UTF-8', line: null },
    ],
  });

  it('tells how specs would be divided, where somebody asked', () => {
    const split = [{ path: 'docs/a.md', diff: '+- [ ] New\n' }];
    const data = planData({ ...plan, split });
    expect(planDataSchema.strict().parse(data)).toEqual(data);
    expect(data.split).toEqual(split);
    expect(planData(plan)).not.toHaveProperty('split');
  });

  it('has the published shape and nothing beside it', () => {
    expect(planDataSchema.strict().parse(planData(plan))).toEqual(planData(plan));
    expect(Object.keys(planData(plan).specs[0] ?? {})).toEqual([
      'path',
      'id',
      'title',
      'dialect',
      'branch',
      'tasks',
      'chunks',
      'parts',
      'skipped',
    ]);
  });

  it('keeps the order of building, finished chunks among them', () => {
    expect(planData(plan).specs[0]?.chunks.map(({ id, status }) => [id, status])).toEqual([
      [chunkIdOf(2), 'merged'],
      [chunkIdOf(1), 'pending'],
    ]);
  });

  it('lists a spec that could not be read, with the reason', () => {
    expect(planData(plan).specs[1]).toMatchObject({
      path: 'docs/specs/99_old.md',
      title: '99',
      chunks: [],
      parts: 0,
      skipped: { code: 'not_utf8', message: 'is not UTF-8' },
    });
  });

  it('hands on the reason of a spec that was planned and skipped', () => {
    const skipped = { code: 'cycle', message: 'goes in a circle' };
    const data = planData(planOutcome({ specs: [specPlan({ skipped })] }));
    expect(data.specs[0]?.skipped).toEqual(skipped);
  });
});

describe('statusData', () => {
  const lock = { pid: 7, host: 'ada', started: '2026-01-31T10:15:00Z', run: 'r1', alive: true };

  it('has the published shape', () => {
    const data = statusData({ specs: [specOutcome()], lock, warnings: [] });
    expect(statusDataSchema.strict().parse(data)).toEqual(data);
    expect(data.lock).toEqual(lock);
    expect(data.specs[0]?.chunks[0]).toEqual({
      id: chunkIdOf(1),
      title: 'Task 1',
      line: 1,
      dependsOn: [],
      files: [],
      tokens: 100,
      status: 'published',
      sha: '1'.repeat(40),
      branch: 'codelicious/spec-12',
      pull: { number: 41, url: pull(41).url, state: 'open', draft: false },
      reason: null,
      attempts: 1,
      spend: null,
      unpricedCalls: 0,
      engine: 'claude',
      verification: null,
      question: null,
    });
  });

  it('says null where there is no lock', () => {
    expect(statusData({ specs: [], lock: null, warnings: [] })).toEqual({
      schemaVersion: 1,
      specs: [],
      lock: null,
    });
  });
});

describe('buildData', () => {
  it('has the published shape, with exit code and why it stopped', () => {
    const stopped = { why: 'limit', message: 'the run time is over' } as const;
    const data = buildData(buildReport({ stopped }, { exitCode: 3 }));
    expect(buildDataSchema.strict().parse(data)).toEqual(data);
    expect(data).toMatchObject({
      stopped: { code: 'limit', message: 'the run time is over', retryAt: null },
      exitCode: 3,
    });
    expect(buildData(buildReport()).stopped).toBeNull();
  });

  it('says when to come back to engines that are limited', () => {
    const retryAt = Date.UTC(2026, 2, 1, 17);
    const stopped = { why: 'rate_limited', message: 'come back later', retryAt } as const;
    expect(buildData(buildReport({ stopped })).stopped).toEqual({
      code: 'rate_limited',
      message: 'come back later',
      retryAt: '2026-03-01T17:00:00Z',
    });
  });

  it('tells how a chunk was verified', () => {
    const check = { name: 'npm test', command: 'npm test', status: 'passed', output: '' } as const;
    const finding = { check: 'a', file: null, line: null, rule: null, message: 'old' };
    const bare = { ...check, findings: [], durationMs: 5, note: null };
    const tests = { passed: 3, failed: 0, skipped: 0 };
    const full = {
      ...bare,
      kind: 'test',
      package: 'a',
      tests,
      known: [finding],
      fixed: 1,
    } as const;
    const patch = { covered: 1, total: 2 };
    const chunks = [
      chunkOutcome(1, {
        verification: { proof: 'red-green', checks: [bare, full], coverage: { patch } },
      }),
      chunkOutcome(2, { verification: { proof: null, checks: [], coverage: { patch: null } } }),
      chunkOutcome(3, {
        verified: null,
        verification: { proof: null, checks: [], coverage: null },
      }),
      chunkOutcome(4, { verification: { proof: null, checks: [], coverage: null } }),
    ];
    const data = buildData(buildReport({ specs: [specOutcome({ chunks })] }));
    expect(buildDataSchema.strict().parse(data)).toEqual(data);
    const how = { status: 'passed', durationMs: 5, note: null } as const;
    const rest = { verified: 'tests', proof: null, checks: [] };
    expect(data.specs[0]?.chunks.map(({ verification }) => verification)).toEqual([
      {
        ...{ verified: 'tests', proof: 'red-green', coverage: { patch } },
        checks: [
          { name: 'npm test', kind: 'command', package: '', ...how, known: 0, fixed: 0 },
          { name: 'npm test', kind: 'test', package: 'a', ...how, tests, known: 1, fixed: 1 },
        ],
      },
      rest,
      null,
      rest,
    ]);
  });

  it('tells what chunks, specs and the run cost', () => {
    const priced = { costUsd: 0.25, equivalentUsd: 0, unpricedCalls: 1 };
    const chunks = [chunkOutcome(1, { spend: priced }), chunkOutcome(2, { spend: priced })];
    const usage = { ...NO_USAGE, ...priced, costUsd: 0.5, inputTokens: 3, cacheReadTokens: 4 };
    const data = buildData(buildReport({ specs: [specOutcome({ chunks })], usage }));
    expect(data.spend).toEqual({ ...priced, costUsd: 0.5, tokens: 7 });
    expect(data.specs[0]).toMatchObject({
      spend: 0.5,
      chunks: [
        { spend: 0.25, unpricedCalls: 1 },
        { spend: 0.25, unpricedCalls: 1 },
      ],
    });
  });

  it('gives every chunk that is not built a reason', () => {
    const chunks = [
      unbuilt(1, { status: 'failed', code: 'gate', message: 'edits CI' }),
      unbuilt(2, { status: 'blocked', by: [chunkIdOf(1)] }),
      unbuilt(3, { status: 'parked', question: 'A or B?', options: ['A', 'B'] }),
      unbuilt(4, { status: 'pending' }, { reason: { code: 'limit', message: 'no time left' } }),
      unbuilt(5, { status: 'parked', question: 'A key?', options: [], allowance: 'a1' }),
    ];
    const data = buildData(buildReport({ specs: [specOutcome({ chunks })] }, { exitCode: 1 }));
    expect(data.specs[0]?.chunks.map(({ reason }) => reason)).toEqual([
      { code: 'gate', message: 'edits CI' },
      { code: 'blocked', message: `waits for ${chunkIdOf(1)}` },
      { code: 'needs_input', message: 'A or B?' },
      { code: 'limit', message: 'no time left' },
      { code: 'secret', message: 'A key?' },
    ]);
    expect(data.specs[0]?.chunks.map(({ question }) => question)).toEqual([
      null,
      null,
      { text: 'A or B?', options: ['A', 'B'] },
      null,
      { text: 'A key?', options: [] },
    ]);
  });

  it('says what could not be delivered', () => {
    const undelivered = [{ code: 'network', message: 'the push found no network' }];
    const data = buildData(buildReport({ specs: [specOutcome({ undelivered })] }, { exitCode: 1 }));
    expect(data.specs[0]?.undelivered).toEqual(undelivered);
  });

  it('counts the parts, and says which spec was skipped', () => {
    const skipped = { code: 'missing', message: 'is missing' };
    const specs = [
      specOutcome({ parts: [partOutcome(1), partOutcome(2)] }),
      specOutcome({ chunks: [chunkOutcome(1, { pull: null })], parts: [], skipped }),
    ];
    const data = buildData(buildReport({ specs }));
    expect(data.specs.map((spec) => [spec.parts, spec.skipped])).toEqual([
      [2, null],
      [0, skipped],
    ]);
    expect(data.specs[1]?.chunks[0]?.pull).toBeNull();
  });
});
