import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/domain/outcome.ts';
import { buildContinuously } from '../../../src/pipeline/cycle.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import {
  createLine,
  type Line,
  type LineOptions,
  writesOneFile,
} from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';
const TASKS = '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n';
const lineWith = (options: Partial<LineOptions> = {}): Line =>
  createLine({
    files: { [SPEC]: TASKS },
    ...options,
    config: { continuous: true, cycleSleepMs: 30_000, ...options.config },
  });
const failing = (until: () => boolean): EngineScript => {
  return (call) =>
    call.title === 'Add beta' && until()
      ? { type: 'failed', code: 'exit', message: 'it broke' }
      : writesOneFile(call);
};

describe('pass after pass', () => {
  it('ends with 0 as soon as all is done', async () => {
    const line = lineWith();
    const outcome = await buildContinuously(line.deps());
    expect(exitCodeOf(outcome)).toBe(0);
    expect(line.clock.sleeps).toEqual([]);
    expect(line.events.of('run.cycle')).toEqual([]);
  });

  it('tries again what failed, and adds everything up', async () => {
    let failures = 2;
    const usage = {
      inputTokens: 1,
      outputTokens: 1,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costUsd: 0.5,
      equivalentUsd: 0,
      unpricedCalls: 0,
      turns: 1,
    };
    const line = lineWith({
      usage,
      script: failing(() => {
        failures -= 1;
        return failures >= 0;
      }),
    });
    const outcome = await buildContinuously(line.deps());
    expect(exitCodeOf(outcome)).toBe(0);
    expect(outcome).toMatchObject({ commits: 2, usage: { costUsd: 2 } });
    expect(line.clock.sleeps).toEqual([30_000, 30_000]);
    expect(line.events.of('run.cycle').map((event) => event.cycle)).toEqual([2, 3]);
  });

  it('ends with 1 after two passes without a commit', async () => {
    const line = lineWith({ script: failing(() => true) });
    const outcome = await buildContinuously(line.deps());
    expect(exitCodeOf(outcome)).toBe(1);
    expect(line.events.of('chunk.failed')).toHaveLength(3);
    expect(outcome.commits).toBe(1);
  });

  it('finds what was added meanwhile', async () => {
    const line: Line = lineWith({
      script: (call) => {
        const text = `${TASKS}- [ ] Add gamma\n`;
        if (call.title === 'Add alpha') line.checkout.disk.set(SPEC, { text, mode: '100644' });
        return failing(() => false)(call);
      },
      judge: (disk) =>
        disk.has('src/add-beta.txt') && !disk.has('src/add-gamma.txt') ? ['no'] : [],
    });
    const outcome = await buildContinuously(line.deps());
    expect(outcome.specs[0]!.chunks.map((chunk) => chunk.state.status)).toEqual([
      'published',
      'published',
      'published',
    ]);
  });

  it('ends where a limit is reached', async () => {
    const line = lineWith({ config: { maxOpenPrs: 1, maxCommits: 1 } });
    const outcome = await buildContinuously(line.deps());
    expect(exitCodeOf(outcome)).toBe(3);
    expect(line.clock.sleeps).toEqual([]);
  });

  it('is woken by the user’s signal', async () => {
    const line = lineWith({ script: failing(() => true) });
    const deps = line.deps();
    const sleep: typeof deps.clock.sleep = async (ms, signal) => {
      line.stop.abort('SIGINT');
      return deps.clock.sleep(ms, signal);
    };
    const outcome = await buildContinuously({ ...deps, clock: { ...deps.clock, sleep } });
    expect(outcome.stopped).toEqual({ why: 'interrupted', message: 'interrupted by SIGINT' });
    expect(line.events.of('chunk.failed')).toHaveLength(1);
  });

  it('is woken by the end of the run’s time', async () => {
    const line = lineWith({ config: { maxRunTimeMs: 20_000 }, script: failing(() => true) });
    const outcome = await buildContinuously(line.deps());
    expect(exitCodeOf(outcome)).toBe(3);
    expect(outcome.stopped).toEqual({
      why: 'limit',
      limit: '--max-run-time',
      message: 'the run reached --max-run-time',
    });
  });

  it('starts anew only once', async () => {
    let failures = 1;
    const line = lineWith({
      script: failing(() => {
        failures -= 1;
        return failures === 0;
      }),
    });
    failures = 0;
    await buildContinuously(line.deps());
    failures = 1;
    const outcome = await buildContinuously(line.deps({ resume: false }));
    expect(exitCodeOf(outcome)).toBe(0);
    expect(line.forge.pulls).toHaveLength(2);
    expect(outcome.commits).toBe(2);
  });
});
