import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EngineJob, EngineLimits, EngineResult } from '../../../src/domain/engine-job.ts';
import type { RunEvent } from '../../../src/domain/events.ts';
import { NO_USAGE, type Usage } from '../../../src/domain/usage.ts';
import { createEngineChain } from '../../../src/engines/fallback.ts';
import type { Engine, EngineProbe } from '../../../src/ports/engine.ts';
import { engineJob, engineLimits, recordingIo } from '../../support/engine-job.ts';
import { createFakeClock, type FakeClock } from '../../support/fakes/fake-clock.ts';

let clock: FakeClock;

beforeEach(() => {
  clock = createFakeClock();
});

interface ScriptedEngine extends Engine {
  readonly jobs: EngineJob[];
}

type Spent = Pick<EngineResult, 'engine' | 'usage' | 'session'>;
type Answer = (spent: Spent) => EngineResult;

const done: Answer = (spent) => ({ ...spent, type: 'done', summary: '', remaining: null });
const limited =
  (inMs: number | null): Answer =>
  (spent) => ({
    ...{ ...spent, type: 'rate_limited', message: 'slow down' },
    resetsAt: inMs === null ? null : clock.now() + inMs,
  });
const stranger: Answer = (spent) => ({ ...spent, type: 'unauthenticated', message: 'who?' });
const failed =
  (code: Extract<EngineResult, { type: 'failed' }>['code']): Answer =>
  (spent) => ({ ...spent, type: 'failed', code, message: `it is ${code}` });

/** An engine that gives its answers in turn, the last one again. */
function scripted(
  name: string,
  answers: readonly Answer[],
  more: { readonly probe?: EngineProbe; readonly usage?: Partial<Usage> } = {},
): ScriptedEngine {
  const jobs: EngineJob[] = [];
  return {
    name,
    jobs,
    contextTokens: name.length * 1000,
    probe: async () => more.probe ?? { ok: true, describe: `${name} is there` },
    execute: async (job) => {
      const answer = answers[Math.min(jobs.length, answers.length - 1)] ?? done;
      jobs.push(job);
      const usage = { ...NO_USAGE, costUsd: 0.25, turns: 1, ...more.usage };
      return answer({ engine: name, usage, session: `${name}-session` });
    },
  };
}

interface Ran {
  readonly result: EngineResult;
  readonly events: readonly RunEvent[];
  readonly cleaned: number;
}

/** One job; what is thrown away on the way is `discarded`. */
async function run(
  chain: Engine,
  request: {
    readonly session?: string;
    readonly discarded?: string;
    readonly limits?: Partial<EngineLimits>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Ran> {
  const io = recordingIo(request.signal);
  let cleaned = 0;
  const startOver = async (): Promise<string> => {
    cleaned += 1;
    return request.discarded ?? '';
  };
  const limits = engineLimits(request.limits ?? {});
  const job = engineJob({ cwd: '/tree', session: request.session ?? null, limits });
  const result = await chain.execute(job, { ...io, startOver });
  return { result, events: io.events, cleaned };
}

const types = (events: readonly RunEvent[]) => events.map(({ type }) => type);
const iso = (ms: number) => new Date(ms).toISOString();

describe('a chain of engines', () => {
  it('has the names of all and the smallest window of those that are of use', async () => {
    const chain = createEngineChain([scripted('a', [stranger]), scripted('bb', [done])], clock);
    expect(chain).toMatchObject({ name: 'a,bb', contextTokens: 1000 });
    await run(chain);
    expect(chain.contextTokens).toBe(2000);
  });

  it('asks the first, and nobody else while it answers', async () => {
    const second = scripted('b', [done]);
    const chain = createEngineChain([scripted('a', [done, failed('exit')]), second], clock);
    expect((await run(chain)).result).toMatchObject({ type: 'done', engine: 'a' });
    const { result, events, cleaned } = await run(chain);
    expect(result).toMatchObject({ type: 'failed', code: 'exit', engine: 'a' });
    expect(second.jobs).toEqual([]);
    expect([events, cleaned]).toEqual([[], 0]);
  });

  it.each([
    ['limited', limited(1000)],
    ['not let in', stranger],
    ['overloaded', failed('overloaded')],
    ['not there', failed('missing')],
  ])(
    'lets the next take over from one that is %s, from a clean tree, and adds up',
    async (_how, refusal) => {
      const chain = createEngineChain([scripted('a', [refusal]), scripted('b', [done])], clock);
      const { result, cleaned } = await run(chain);
      expect(result).toMatchObject({
        ...{ type: 'done', engine: 'b', usage: { turns: 2, costUsd: 0.5 } },
      });
      expect(cleaned).toBe(1);
    },
  );

  it('tells who takes over what was tried', async () => {
    const second = scripted('b', [limited(5000)]);
    const third = scripted('c', [done]);
    const chain = createEngineChain([scripted('a', [limited(9000)]), second, third], clock);
    const discarded = '+const a = `x`;\n+````\n';
    await run(chain, { discarded });
    const prompt = third.jobs[0]?.prompt ?? '';
    expect(prompt).toMatch(
      /^Add a greeting\.\n\n## Tried before\n\na began .* limit of its provider/,
    );
    expect(prompt).toContain('\n\nb began ');
    expect(prompt).toContain(`\`\`\`\`\`diff\n${discarded.trimEnd()}\n\`\`\`\`\``);
    expect(second.jobs[0]?.prompt).not.toContain('b began');
  });

  it('says so when nothing was changed, and bounds what is shown', async () => {
    const second = scripted('b', [done]);
    const chain = createEngineChain([scripted('a', [failed('overloaded')]), second], clock);
    await run(chain);
    expect(second.jobs[0]?.prompt).toContain(
      'overloaded (it is overloaded). It had changed nothing.',
    );
    await run(chain, { discarded: 'x'.repeat(100_000) });
    expect(second.jobs[1]?.prompt.length).toBeLessThan(17_500);
  });

  it('gives who takes over what is left of the cap, and nobody more than that', async () => {
    const second = scripted('b', [done]);
    const chain = createEngineChain([scripted('a', [limited(1000)]), second], clock);
    await run(chain, { limits: { maxCostUsd: 1 } });
    expect(second.jobs[0]?.limits.maxCostUsd).toBe(0.75);
    clock.advance(1000);
    const { result } = await run(chain, { limits: { maxCostUsd: 0.25 } });
    expect(result).toMatchObject({ type: 'over_budget', engine: 'a', usage: { costUsd: 0.25 } });
    expect(second.jobs).toHaveLength(1);
  });

  it('does not hide that one before did not say what it consumed', async () => {
    const silent = scripted('a', [failed('overloaded')], {
      usage: { costUsd: null, inputTokens: 9 },
    });
    const chain = createEngineChain([silent, scripted('b', [done])], clock);
    expect((await run(chain)).result.usage).toMatchObject({ costUsd: 0.25, unpricedCalls: 1 });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const second = scripted('b', [done]);
    const first = scripted('a', [limited(1000)]);
    const execute: Engine['execute'] = async (job, io) => {
      stop.abort();
      return first.execute(job, io);
    };
    const chain = createEngineChain([{ ...first, execute }, second], clock);
    expect((await run(chain, { signal: stop.signal })).result.type).toBe('aborted');
    expect(second.jobs).toEqual([]);
  });
});

describe('a limited engine', () => {
  it('rests until its limit ends and has its place back', async () => {
    const first = scripted('a', [limited(90_000), done]);
    const chain = createEngineChain([first, scripted('b', [done])], clock);
    const until = iso(clock.now() + 90_000);
    expect((await run(chain)).events).toEqual([
      { type: 'engine.resting', engine: 'a', until, known: true, message: 'slow down' },
    ]);
    clock.advance(89_999);
    expect((await run(chain)).result.engine).toBe('b');
    clock.advance(1);
    const back = await run(chain);
    expect(back.result.engine).toBe('a');
    expect(back.events).toEqual([{ type: 'engine.returned', engine: 'a' }]);
    expect((await run(chain)).events).toEqual([]);
    expect(first.jobs).toHaveLength(3);
  });

  it('rests longer with each limit of which nobody says when it ends, at most an hour', async () => {
    const first = scripted('a', [
      ...Array.from({ length: 9 }, () => limited(null)),
      done,
      limited(null),
    ]);
    const chain = createEngineChain([first], clock);
    const rests: number[] = [];
    for (let asked = 0; asked < 9; asked += 1) {
      const { result, events } = await run(chain);
      const until = result.type === 'rate_limited' ? (result.resetsAt ?? 0) : 0;
      expect(events.at(-1)).toMatchObject({ type: 'engine.resting', known: false });
      rests.push((until - clock.now()) / 1000);
      clock.advance(until - clock.now());
    }
    expect(rests).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    await run(chain);
    const { result } = await run(chain);
    expect(result).toMatchObject({ resetsAt: clock.now() + 60_000 });
  });

  it('keeps a limit of days as it is, and believes in none of years', async () => {
    const days = 7 * 86_400_000;
    const chain = createEngineChain([scripted('a', [limited(days)])], clock);
    expect((await run(chain)).result).toMatchObject({ resetsAt: clock.now() + days });
    const other = createEngineChain([scripted('b', [limited(365 * 86_400_000)])], clock);
    const { result, events } = await run(other);
    expect(result).toMatchObject({ resetsAt: clock.now() + 60_000 });
    expect(events.at(-1)).toMatchObject({ type: 'engine.resting', known: false });
  });

  it('is not called before it is back, alone or not', async () => {
    const only = scripted('a', [limited(60_000)]);
    const chain = createEngineChain([only], clock);
    const at = clock.now() + 60_000;
    expect((await run(chain)).result).toMatchObject({
      ...{
        type: 'rate_limited',
        resetsAt: at,
        engine: 'a',
        message: 'slow down',
        usage: { turns: 1 },
      },
    });
    const again = await run(chain);
    expect(again.result).toMatchObject({ type: 'rate_limited', resetsAt: at, usage: NO_USAGE });
    expect([only.jobs.length, again.events, again.cleaned]).toEqual([1, [], 0]);
  });

  it('that is back first is named when all rest', async () => {
    const engines = [
      scripted('a', [limited(300)]),
      scripted('b', [limited(200)]),
      scripted('c', [stranger]),
    ] as const;
    const chain = createEngineChain(engines, clock);
    const at = clock.now() + 200;
    const first = await run(chain);
    expect(first.result).toMatchObject({
      ...{ type: 'rate_limited', engine: 'b', resetsAt: at, usage: { turns: 3 } },
    });
    expect(first.cleaned).toBe(2);
    expect((await run(chain)).result).toMatchObject({ type: 'rate_limited', resetsAt: at });
  });

  it('may name a moment that no calendar has', async () => {
    const chain = createEngineChain([scripted('a', [limited(Number.NaN)])], clock);
    expect((await run(chain)).events).toEqual([expect.objectContaining({ known: false })]);
  });
});

describe('an engine that is not let in', () => {
  it('is left out for the rest of the run, which is said once', async () => {
    const first = scripted('a', [stranger, done]);
    const chain = createEngineChain([first, scripted('b', [done])], clock);
    expect((await run(chain)).events).toEqual([
      { type: 'engine.excluded', engine: 'a', message: 'who?' },
    ]);
    clock.advance(1e9);
    const later = await run(chain);
    expect([later.result.engine, later.events, first.jobs.length]).toEqual(['b', [], 1]);
  });

  it('ends the run when it was the last', async () => {
    const engines = [scripted('a', [failed('missing')]), scripted('b', [stranger])] as const;
    const chain = createEngineChain(engines, clock);
    const first = await run(chain);
    expect(first.result).toMatchObject({ type: 'unauthenticated', engine: 'b', message: 'who?' });
    expect(types(first.events)).toEqual(['engine.excluded', 'engine.excluded']);
    const again = await run(chain);
    expect(again.result).toMatchObject({ type: 'unauthenticated', usage: NO_USAGE });
    expect(engines.map(({ jobs }) => jobs.length)).toEqual([1, 1]);
  });

  it('is missing when it is not there and alone', async () => {
    const chain = createEngineChain([scripted('a', [failed('missing')])], clock);
    for (let asked = 0; asked < 2; asked += 1) {
      expect((await run(chain)).result).toMatchObject({ type: 'failed', code: 'missing' });
    }
  });
});

describe('an overload', () => {
  it('stands when nobody is left, and nobody rests for it', async () => {
    const first = scripted('a', [failed('overloaded'), done]);
    const chain = createEngineChain([first, scripted('b', [limited(1000)])], clock);
    expect((await run(chain)).result).toMatchObject({
      ...{ type: 'failed', code: 'overloaded', engine: 'a', usage: { turns: 2 } },
    });
    expect((await run(chain)).result).toMatchObject({ type: 'done', engine: 'a' });
  });
});

describe('a session', () => {
  it('goes back only to the engine that began it', async () => {
    const first = scripted('a', [done, limited(1e6)]);
    const second = scripted('b', [done]);
    const chain = createEngineChain([first, second], clock);
    await run(chain);
    await run(chain, { session: 'a-session' });
    await run(chain, { session: 'b-session' });
    expect(first.jobs.map((asked) => asked.session)).toEqual([null, 'a-session']);
    expect(second.jobs.map((asked) => asked.session)).toEqual([null, 'b-session']);
  });

  it('of an earlier run may be anybody’s', async () => {
    const second = scripted('b', [done]);
    const chain = createEngineChain([scripted('a', [stranger]), second], clock);
    await run(chain, { session: 'of-an-earlier-run' });
    expect(second.jobs.at(-1)?.session).toBe('of-an-earlier-run');
  });
});

describe('probe', () => {
  const missing: EngineProbe = { ok: false, why: 'missing', message: 'gone', hint: 'install' };

  it('names all that may read the code, in order', async () => {
    const chain = createEngineChain([scripted('a', [done]), scripted('b', [done])], clock);
    expect(await chain.probe()).toEqual({ ok: true, describe: 'a is there; then b is there' });
  });

  it('goes on without one that is of no use, and says so', async () => {
    const gone = scripted('a', [done], { probe: missing });
    const chain = createEngineChain([gone, scripted('b', [done])], clock);
    expect(await chain.probe()).toEqual({ ok: true, describe: 'b is there; without a: gone' });
    expect((await run(chain)).result.engine).toBe('b');
    expect(gone.jobs).toEqual([]);
  });

  it('refuses when none is of use', async () => {
    const gone = scripted('a', [done], { probe: missing });
    expect(await createEngineChain([gone, gone], clock).probe()).toEqual(missing);
  });
});

describe('any series of jobs', () => {
  /** What an engine answers, and for how long a limit lasts. */
  const answer = fc.oneof(
    fc.constant(done),
    fc.constant(stranger),
    fc.constant(failed('overloaded')),
    fc.constant(failed('missing')),
    fc.constant(failed('exit')),
    fc.constant(limited(null)),
    fc.integer({ min: -1000, max: 600_000 }).map((ms) => limited(ms)),
  );
  const engine = fc.array(answer, { minLength: 1, maxLength: 6 });
  const pause = fc.integer({ min: 0, max: 300_000 });

  it('calls nobody who rests or is out, prefers the first, and adds up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(engine, engine, engine),
        fc.array(pause, { minLength: 1, maxLength: 12 }),
        async (scripts, pauses) => {
          clock = createFakeClock();
          const engines = scripts.map((answers, at) => scripted('xyz'.charAt(at), answers));
          const [first, ...others] = engines;
          if (first === undefined) return;
          const chain = createEngineChain([first, ...others], clock);
          const rests = new Map<string, number>();
          const out = new Set<string>();
          for (const ms of pauses) {
            clock.advance(ms);
            const before = engines.map(({ jobs }) => jobs.length);
            const { result, events, cleaned } = await run(chain);
            const called = engines.filter(({ jobs }, at) => jobs.length > (before[at] ?? 0));
            const free = engines.filter(
              ({ name }) => !out.has(name) && (rests.get(name) ?? 0) <= clock.now(),
            );
            expect(called).toEqual(free.slice(0, called.length));
            if (result.type !== 'done')
              expect(called.length === free.length || result.type === 'failed').toBe(true);
            expect(result.usage.turns).toBe(called.length);
            expect(cleaned).toBe(Math.max(0, called.length - 1));
            for (const event of events) {
              if (event.type === 'engine.resting') rests.set(event.engine, Date.parse(event.until));
              if (event.type === 'engine.excluded') out.add(event.engine);
            }
            if (called.length === 0) {
              const expected =
                out.size === engines.length ? /unauthenticated|failed/ : /rate_limited/;
              expect(result.type).toMatch(expected);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
