import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/ports/engine.ts';
import { engineJob, recordingIo } from '../support/engine-job.ts';

/** What the engine under test is to meet. */
export type Behaviour =
  /** Writes `src/grüße.txt` with `hello\n`, says so and ends with the summary `All done.`. */
  | 'edits'
  /** The provider answers 429. */
  | 'rate_limited'
  /** The provider refuses the credential. */
  | 'unauthenticated'
  /** The provider is overloaded. */
  | 'overloaded'
  /** Takes a minute. */
  | 'slow'
  /** Does a first step and leaves `second step` and `third step`. */
  | 'shrinks'
  /** Asks `Which one?`, `this` or `that`. */
  | 'asks';

export interface EngineSubject {
  readonly engine: Engine;
  dispose(): Promise<void>;
}

export const WRITTEN_FILE = 'src/grüße.txt';
export const REMAINING = ['second step', 'third step'];
/** A last message in the form the engines ask for. */
export const REMAINING_REPLY = 'Did it.\n\n```remaining\n- second step\n- third step\n```';
export const QUESTION_REPLY = '```question\nWhich one?\n- this\n- that\n```';

/** What every engine promises. */
export function engineContract(
  name: string,
  start: (behaviour: Behaviour, folder: string) => Promise<EngineSubject>,
): void {
  describe(`engine: ${name}`, () => {
    let folder: string;
    let cwd: string;
    let subject: EngineSubject | null = null;

    beforeEach(() => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-engine-')));
      cwd = join(folder, 'tree');
      mkdirSync(cwd);
    });

    afterEach(async () => {
      await subject?.dispose();
      subject = null;
      rmSync(folder, { recursive: true, force: true });
    });

    const engineFor = async (behaviour: Behaviour): Promise<Engine> => {
      subject = await start(behaviour, folder);
      return subject.engine;
    };

    it('edits the tree, says what it did and what it used', async () => {
      const engine = await engineFor('edits');
      const io = recordingIo();
      const result = await engine.execute(engineJob({ cwd }), io);
      expect(result).toMatchObject({ type: 'done', engine: engine.name, summary: 'All done.' });
      expect(readFileSync(join(cwd, WRITTEN_FILE), 'utf8')).toBe('hello\n');
      expect(result.usage.turns).toBeGreaterThan(0);
      expect(result.usage.outputTokens).toBeGreaterThan(0);
      expect(io.events).toContainEqual(expect.objectContaining({ type: 'engine.text' }));
    });

    it('shows the tools it uses, paths relative to the tree', async () => {
      const engine = await engineFor('edits');
      const io = recordingIo();
      await engine.execute(engineJob({ cwd }), io);
      const calls = io.events.filter((event) => event.type === 'tool.called');
      expect(calls).toEqual([
        expect.objectContaining({ engine: engine.name, detail: WRITTEN_FILE }),
      ]);
    });

    it('says that it is usable and what it is', async () => {
      const engine = await engineFor('edits');
      const probe = await engine.probe();
      expect(probe).toMatchObject({ ok: true, describe: expect.stringMatching(/\w/) });
      expect(engine.contextTokens).toBeGreaterThanOrEqual(100_000);
    });

    it('tells a rate limit from a refused credential and from an overload', async () => {
      const limited = await engineFor('rate_limited');
      expect(await limited.execute(engineJob({ cwd }), recordingIo())).toMatchObject({
        type: 'rate_limited',
        engine: limited.name,
      });
      await subject?.dispose();
      const stranger = await engineFor('unauthenticated');
      expect(await stranger.execute(engineJob({ cwd }), recordingIo())).toMatchObject({
        type: 'unauthenticated',
      });
      await subject?.dispose();
      const busy = await engineFor('overloaded');
      expect(await busy.execute(engineJob({ cwd }), recordingIo())).toMatchObject({
        type: 'failed',
        code: 'overloaded',
      });
    });

    it('ends when its time is over', async () => {
      const engine = await engineFor('slow');
      const job = engineJob({ cwd, limits: { timeoutMs: 1500, maxTurns: 10 } });
      const started = performance.now();
      const result = await engine.execute(job, recordingIo());
      expect(result.type).toBe('timed_out');
      expect(performance.now() - started).toBeLessThan(9000);
    });

    it('ends when it is told to', async () => {
      const engine = await engineFor('slow');
      const stop = new AbortController();
      const started = performance.now();
      const ended = engine.execute(engineJob({ cwd }), recordingIo(stop.signal));
      setTimeout(() => {
        stop.abort();
      }, 700);
      expect((await ended).type).toBe('aborted');
      expect(performance.now() - started).toBeLessThan(9000);
    });

    it('does not begin what is already called off', async () => {
      const engine = await engineFor('slow');
      const result = await engine.execute(engineJob({ cwd }), recordingIo(AbortSignal.abort()));
      expect(result.type).toBe('aborted');
    });

    it('says what a shrunk task leaves to do', async () => {
      const engine = await engineFor('shrinks');
      const result = await engine.execute(engineJob({ cwd, kind: 'shrink' }), recordingIo());
      expect(result).toMatchObject({ type: 'done', remaining: REMAINING });
    });

    it('passes a question on', async () => {
      const engine = await engineFor('asks');
      const result = await engine.execute(engineJob({ cwd }), recordingIo());
      expect(result).toMatchObject({
        type: 'needs_input',
        question: 'Which one?',
        options: ['this', 'that'],
      });
    });
  });
}
