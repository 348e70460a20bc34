import { describe, expect, it } from 'vitest';
import type { EngineJob, EngineResult } from '../../../src/domain/engine-job.ts';
import { NO_USAGE } from '../../../src/domain/usage.ts';
import { createEngineChain } from '../../../src/engines/fallback.ts';
import type { Engine, EngineProbe } from '../../../src/ports/engine.ts';
import { engineJob, recordingIo } from '../../support/engine-job.ts';

let now = 0;
const clock = {
  now: () => now,
  sleep: () => Promise.resolve(),
  timeout: () => new AbortController().signal,
};

interface ScriptedEngine extends Engine {
  readonly jobs: EngineJob[];
}

type Answer = (spent: Pick<EngineResult, 'engine' | 'usage' | 'session'>) => EngineResult;

const done: Answer = (spent) => ({ ...spent, type: 'done', summary: '', remaining: null });
const limited =
  (resetsAt: number | null): Answer =>
  (spent) => ({ ...spent, type: 'rate_limited', resetsAt, message: '' });
const stranger: Answer = (spent) => ({ ...spent, type: 'unauthenticated', message: '' });
const broken: Answer = (spent) => ({ ...spent, type: 'failed', code: 'exit', message: '' });

/** An engine that gives its answers in turn, the last one again. */
function scripted(name: string, answers: readonly Answer[], probe?: EngineProbe): ScriptedEngine {
  const jobs: EngineJob[] = [];
  return {
    name,
    jobs,
    contextTokens: name.length * 1000,
    probe: () => Promise.resolve(probe ?? { ok: true, describe: `${name} is there` }),
    execute: (job) => {
      const answer = answers[Math.min(jobs.length, answers.length - 1)] ?? done;
      jobs.push(job);
      const usage = { ...NO_USAGE, turns: 1 };
      return Promise.resolve(answer({ engine: name, usage, session: `${name}-session` }));
    },
  };
}

const job = (session: string | null = null) => engineJob({ cwd: '/tree', session });
const run = (chain: Engine, session: string | null = null) =>
  chain.execute(job(session), recordingIo());

describe('createEngineChain', () => {
  it('is the engine itself when there is one', () => {
    const only = scripted('one', [done]);
    expect(createEngineChain([only], clock)).toBe(only);
  });

  it('lets the next take over from one that is limited or not let in, and counts what both used', async () => {
    for (const refusal of [limited(null), stranger]) {
      const chain = createEngineChain([scripted('a', [refusal]), scripted('bb', [done])], clock);
      const result = await run(chain);
      expect(result).toMatchObject({ type: 'done', engine: 'bb', usage: { turns: 2 } });
      expect(chain).toMatchObject({ name: 'a,bb', contextTokens: 1000 });
    }
  });

  it('leaves every other failure to who asked', async () => {
    const second = scripted('b', [done]);
    const result = await run(createEngineChain([scripted('a', [broken]), second], clock));
    expect(result).toMatchObject({ type: 'failed', engine: 'a' });
    expect(second.jobs).toEqual([]);
  });

  it('passes a limited engine over until its limit ends', async () => {
    now = 0;
    const first = scripted('a', [limited(100), done]);
    const chain = createEngineChain([first, scripted('b', [done])], clock);
    expect((await run(chain)).engine).toBe('b');
    now = 99;
    expect((await run(chain)).engine).toBe('b');
    now = 100;
    expect((await run(chain)).engine).toBe('a');
    expect(first.jobs).toHaveLength(2);
  });

  it('gives a session back only to the engine that began it', async () => {
    const first = scripted('a', [done, limited(null)]);
    const second = scripted('b', [done]);
    const chain = createEngineChain([first, second], clock);
    await run(chain);
    await run(chain, 'a-session');
    await run(chain, 'b-session');
    expect(first.jobs.map((asked) => asked.session)).toEqual([null, 'a-session']);
    expect(second.jobs.map((asked) => asked.session)).toEqual([null, 'b-session']);
    const other = createEngineChain([scripted('a', [stranger]), second], clock);
    await run(other, 'of-an-earlier-run');
    expect(second.jobs.at(-1)?.session).toBe('of-an-earlier-run');
  });

  it('reports the limit that ends first when none can', async () => {
    const engines = [
      scripted('a', [limited(300)]),
      scripted('b', [limited(200)]),
      scripted('c', [stranger]),
    ] as const;
    const chain = createEngineChain(engines, clock);
    const result = await run(chain);
    expect(result).toMatchObject({
      type: 'rate_limited',
      engine: 'b',
      resetsAt: 200,
      usage: { turns: 3 },
    });
  });

  it('tries all again when all are passed over', async () => {
    const chain = createEngineChain(
      [scripted('a', [stranger, done]), scripted('b', [stranger])],
      clock,
    );
    expect((await run(chain)).type).toBe('unauthenticated');
    expect(await run(chain)).toMatchObject({ type: 'done', engine: 'a' });
  });

  it('is usable when one of them is', async () => {
    const missing: EngineProbe = { ok: false, why: 'missing', message: 'gone', hint: 'install' };
    const gone = scripted('a', [done], missing);
    const there = scripted('b', [done]);
    expect(await createEngineChain([gone, there], clock).probe()).toEqual({
      ok: true,
      describe: 'b is there',
    });
    expect(await createEngineChain([there, scripted('c', [done])], clock).probe()).toMatchObject({
      describe: 'b is there; then c is there',
    });
    expect(await createEngineChain([gone, gone], clock).probe()).toEqual(missing);
  });
});
