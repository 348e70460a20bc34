import { describe, expect, it } from 'vitest';
import type { EngineJob, EngineResult } from '../../../src/domain/engine-job.ts';
import { NO_USAGE, type Usage } from '../../../src/domain/usage.ts';
import { createRetryingEngine } from '../../../src/engines/retrying.ts';
import type { Engine } from '../../../src/ports/engine.ts';
import { engineJob, engineLimits, recordingIo } from '../../support/engine-job.ts';
import { createFakeClock, type FakeClock } from '../../support/fakes/fake-clock.ts';

type Said = Pick<EngineResult, 'type'> & Readonly<Record<string, unknown>>;

const overloaded: Said = { type: 'failed', code: 'overloaded', message: 'busy' };
const done: Said = { type: 'done', summary: '', remaining: null };

interface Stage {
  readonly answers: readonly Said[];
  readonly usage?: Partial<Usage>;
  readonly job?: Partial<EngineJob>;
  readonly clock?: FakeClock;
  readonly random?: number;
  /** Milliseconds each call takes. */
  readonly takes?: number;
  readonly stop?: AbortController;
}

async function run({ answers, ...stage }: Stage) {
  const clock = stage.clock ?? createFakeClock();
  const jobs: EngineJob[] = [];
  const steps: string[] = [];
  const engine: Engine = {
    name: 'one',
    contextTokens: 1000,
    probe: async () => ({ ok: true, describe: 'one' }),
    execute: async (job) => {
      const answer = answers[Math.min(jobs.length, answers.length - 1)];
      jobs.push(job);
      steps.push('call');
      clock.advance(stage.takes ?? 0);
      const usage = { ...NO_USAGE, turns: 1, ...stage.usage };
      return { engine: 'one', session: null, usage, ...answer } as EngineResult;
    },
  };
  const io = recordingIo(stage.stop?.signal);
  const watched = {
    ...io,
    startOver: async () => {
      steps.push('start over');
      return '';
    },
  };
  const subject = createRetryingEngine(engine, { clock, random: () => stage.random ?? 0.5 });
  const result = await subject.execute(engineJob({ cwd: '/tree', ...stage.job }), watched);
  return { result, jobs, steps, io, clock, subject };
}

describe('createRetryingEngine', () => {
  it('hands on what needs no second try', async () => {
    for (const answer of [
      done,
      { type: 'rate_limited', resetsAt: null, message: '' },
      { type: 'failed', code: 'exit', message: '' },
      { type: 'timed_out', message: '' },
    ] as const) {
      const { result, steps } = await run({ answers: [answer] });
      expect(result).toMatchObject(answer);
      expect(steps).toEqual(['call']);
    }
  });

  it('begins anew from a clean tree, each time after a longer wait, and adds up', async () => {
    const { result, steps, io, clock } = await run({ answers: [overloaded, overloaded, done] });
    expect(result).toMatchObject({ type: 'done', usage: { turns: 3 } });
    expect(steps).toEqual(['call', 'start over', 'call', 'start over', 'call']);
    expect(clock.sleeps).toEqual([1000, 2000]);
    expect(io.events).toEqual([
      { type: 'engine.retrying', engine: 'one', attempt: 1, delayMs: 1000, why: 'busy' },
      { type: 'engine.retrying', engine: 'one', attempt: 2, delayMs: 2000, why: 'busy' },
    ]);
  });

  it('spreads its waits', async () => {
    expect((await run({ answers: [overloaded, done], random: 0 })).clock.sleeps).toEqual([500]);
    expect((await run({ answers: [overloaded, done], random: 0.999 })).clock.sleeps).toEqual([
      1499,
    ]);
  });

  it('gives up after three repetitions', async () => {
    const { result, jobs, clock } = await run({ answers: [overloaded] });
    expect(result).toMatchObject({ ...overloaded, usage: { turns: 4 } });
    expect(jobs).toHaveLength(4);
    expect(clock.sleeps).toEqual([1000, 2000, 4000]);
  });

  it('never waits past the deadline, and gives each try what is left of the time', async () => {
    const limits = engineLimits({ timeoutMs: 5000 });
    const { result, jobs, clock } = await run({
      ...{ answers: [overloaded], takes: 1500, job: { limits } },
    });
    expect(result).toMatchObject(overloaded);
    expect(jobs.map((job) => job.limits.timeoutMs)).toEqual([5000, 2500]);
    expect(clock.sleeps).toEqual([1000]);
  });

  it('gives each try what is left of the money and tokens, and stops when nothing is', async () => {
    const limits = engineLimits({ maxCostUsd: 1, maxTokens: 1000 });
    const { jobs } = await run({
      ...{ answers: [overloaded], job: { limits }, usage: { costUsd: 0.5, inputTokens: 100 } },
    });
    expect(jobs.map(({ limits: { maxCostUsd, maxTokens } }) => [maxCostUsd, maxTokens])).toEqual([
      ...[
        [1, 1000],
        [0.5, 900],
      ],
    ]);
  });

  it('ends when it is told to while it waits', async () => {
    const stop = new AbortController();
    const clock = createFakeClock();
    const sleeping: FakeClock = {
      ...clock,
      sleep: async () => {
        stop.abort();
      },
    };
    const { result, jobs } = await run({ answers: [overloaded], clock: sleeping, stop });
    expect(result).toMatchObject({ type: 'aborted', usage: { turns: 1 } });
    expect(jobs).toHaveLength(1);
  });

  it('is otherwise the engine', async () => {
    const { subject } = await run({ answers: [done] });
    expect(subject).toMatchObject({ name: 'one', contextTokens: 1000 });
    expect(await subject.probe()).toEqual({ ok: true, describe: 'one' });
  });
});
