import { describe, expect, it } from 'vitest';
import { exitCodeOf, type RunOutcome } from '../../../src/domain/outcome.ts';
import { NO_USAGE } from '../../../src/domain/usage.ts';
import { buildContinuously } from '../../../src/pipeline/cycle.ts';
import { buildOnce } from '../../../src/pipeline/run.ts';
import type { Engine } from '../../../src/ports/engine.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import {
  createLine,
  type Line,
  type LineOptions,
  writesOneFile,
} from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';
const BRANCH = 'codelicious/spec-1';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const lineWith = (options: Partial<LineOptions>): Line =>
  createLine({ files: { [SPEC]: '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n' }, ...options });
const chunk = (outcome: RunOutcome, at: number) => outcome.specs[0]!.chunks[at]!;

/** Limited for some calls, then as ever. Writes half a change before it says so. */
function limited(line: () => Line, resets: readonly (number | null)[]): EngineScript {
  const left = [...resets];
  return (call) => {
    const reset = left.shift();
    if (reset === undefined) return writesOneFile(call);
    call.write('half.txt', 'half\n');
    const resetsAt = reset === null ? null : line().clock.now() + reset;
    return { type: 'rate_limited', resetsAt, message: 'slow down' };
  };
}

function scenario(resets: readonly (number | null)[], options: Partial<LineOptions> = {}): Line {
  const line: Line = lineWith({ ...options, script: limited(() => line, resets) });
  return line;
}

describe('a run that does not wait', () => {
  it('ends with the time to come back, and its task is as open as before', async () => {
    const line = scenario([42 * MINUTE]);
    const outcome = await line.once();
    const retryAt = line.clock.now() + 42 * MINUTE;
    const shown = new Date(retryAt).toISOString().replace('.000Z', 'Z');
    expect(exitCodeOf(outcome)).toBe(75);
    expect(outcome.stopped).toEqual({
      why: 'rate_limited',
      message: `every engine is rate-limited; come back after ${shown} (in 42 m 00 s)`,
      retryAt,
    });
    expect(chunk(outcome, 0)).toMatchObject({
      state: { status: 'pending' },
      attempts: 0,
      reason: { code: 'rate_limited' },
    });
    expect(line.events.of('chunk.failed')).toEqual([]);
    expect(line.clock.sleeps).toEqual([]);
    const again = await line.once();
    expect(exitCodeOf(again)).toBe(0);
    expect(chunk(again, 0)).toMatchObject({ attempts: 1, reason: null });
    expect(line.text(BRANCH, 'half.txt')).toBeNull();
  });

  it('says so where nobody knows until when, or the moment is none', async () => {
    for (const reset of [null, Number.POSITIVE_INFINITY]) {
      const outcome = await scenario([reset]).once();
      expect(outcome.stopped).toEqual({
        why: 'rate_limited',
        message: 'every engine is rate-limited; nobody said until when',
      });
    }
  });

  it('keeps what a limited repair was to mend', async () => {
    const line: Line = lineWith({
      judge: (disk) => (disk.has('bad.txt') ? ['bad'] : []),
      script: ({ job, write }) => {
        if (job.kind === 'repair')
          return { type: 'rate_limited', resetsAt: null, message: 'slow down' };
        write('bad.txt', 'x\n');
        return undefined;
      },
    });
    const outcome = await line.once();
    expect(chunk(outcome, 0).state.status).toBe('pending');
    expect(chunk(outcome, 0).attemptRef).toMatch(/^refs\/codelicious\/failed\//);
  });
});

it('gives the tree back as a call found it, and tells what is thrown away', async () => {
  const line = lineWith({});
  const deps = line.deps();
  const thrownAway: string[] = [];
  const engine: Engine = {
    ...deps.engine,
    execute: async (job, io) => {
      const wild = { ...job, env: { ...job.env, CODELICIOUS_CHUNK_TITLE: 'wild' } };
      thrownAway.push(await io.startOver());
      await deps.engine.execute(wild, io);
      thrownAway.push(await io.startOver());
      return deps.engine.execute(job, io);
    },
  };
  const outcome = await buildOnce({ ...deps, engine });
  expect(exitCodeOf(outcome)).toBe(0);
  expect(thrownAway[0]).toBe('');
  expect(thrownAway[1]).toContain('wild');
  expect([...line.files(BRANCH).keys()].filter((path) => path.includes('wild'))).toEqual([]);
});

describe('a run that waits', () => {
  const waits = { config: { waitOnRateLimit: true } };

  it('sleeps until the reset and asks again from a clean tree', async () => {
    const line = scenario([5 * MINUTE], waits);
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(0);
    expect(line.clock.sleeps).toEqual([5 * MINUTE]);
    const [waiting] = line.events.of('engine.waiting');
    expect(waiting).toMatchObject({ engine: 'scripted', ms: 5 * MINUTE });
    expect(line.text(BRANCH, 'half.txt')).toBeNull();
    expect(chunk(outcome, 0)).toMatchObject({ state: { status: 'published' }, attempts: 1 });
    expect(line.events.of('engine.started')).toHaveLength(3);
  });

  it('sleeps from 10 s to an hour at once, a minute where nobody says how long', async () => {
    const line = scenario([2000, null, 2 * HOUR], waits);
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.clock.sleeps).toEqual([10_000, MINUTE, HOUR]);
    const [short, unknown, long] = line.events.of('engine.waiting');
    expect(Date.parse(long!.until) - Date.parse(unknown!.until)).toBe(2 * HOUR);
    expect(Date.parse(unknown!.until) - Date.parse(short!.until)).toBe(MINUTE);
  });

  it.each([
    [20 * MINUTE, 10 * MINUTE, 75, []],
    [20 * MINUTE, 30 * MINUTE, 0, [20 * MINUTE]],
    [null, 30_000, 75, []],
  ] as const)(
    'limited for %d with %d left ends with %d',
    async (reset, maxRunTimeMs, code, sleeps) => {
      const line = scenario([reset], { config: { waitOnRateLimit: true, maxRunTimeMs } });
      expect(exitCodeOf(await line.once())).toBe(code);
      expect(line.clock.sleeps).toEqual(sleeps);
    },
  );

  it('wakes when the run is to end', async () => {
    const line: Line = lineWith({
      ...waits,
      script: () => {
        queueMicrotask(() => line.stop.abort('SIGTERM'));
        return { type: 'rate_limited', resetsAt: line.clock.now() + MINUTE, message: 'slow down' };
      },
    });
    const outcome = await line.once();
    expect(outcome.stopped?.why).toBe('interrupted');
    expect(line.engine.jobs).toHaveLength(1);
  });

  it('pays for each call, and stops waiting once nothing is left', async () => {
    const usage = { ...NO_USAGE, costUsd: 1, inputTokens: 1 };
    const line: Line = lineWith({
      config: { waitOnRateLimit: true, maxCostUsd: 3 },
      usage,
      script: () => ({ type: 'rate_limited', resetsAt: null, message: 'slow down' }),
    });
    const outcome = await line.once();
    expect(line.engine.jobs).toHaveLength(3);
    expect(exitCodeOf(outcome)).toBe(3);
    expect(chunk(outcome, 0).state).toMatchObject({ status: 'failed', code: 'over_budget' });
  });

  it('is every continuous run that is not told otherwise', async () => {
    const line = scenario([MINUTE], { config: { continuous: true } });
    expect(exitCodeOf(await buildContinuously(line.deps()))).toBe(0);
    expect(line.clock.sleeps).toEqual([MINUTE]);
    const config = { continuous: true, waitOnRateLimit: false };
    expect(exitCodeOf(await buildContinuously(scenario([MINUTE], { config }).deps()))).toBe(75);
  });
});
