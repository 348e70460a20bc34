import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/ports/engine.ts';
import { engineJob, engineLimits, recordingIo } from '../support/engine-job.ts';
import {
  type Behaviour,
  ENGINE_CASES,
  type EngineCase,
  REMAINING,
  WRITTEN_FILE,
} from './engine-cases.ts';

export * from './engine-cases.ts';

export interface EngineSubject {
  readonly engine: Engine;
  dispose(): Promise<void>;
}

/** How an engine is put into a situation. */
export interface EngineStart {
  /** What cannot happen to it. */
  readonly never?: readonly Behaviour[];
  /** Milliseconds that a call may take besides what the case needs, such as for a program to start. */
  readonly startMs?: number;
  /** Makes the engine; its job's folder is `<folder>/tree`. */
  readonly start: (behaviour: Behaviour, folder: string) => Promise<EngineSubject>;
}

/** A call that is over ends within this, in milliseconds: a program has 5 s to end its children. */
const ENDING_MS = 7500;

/** What every engine promises. */
export function engineContract(
  name: string,
  { start, never = [], startMs = 0 }: EngineStart,
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

    const timeLimit = ({ limits }: EngineCase): number => (limits?.timeoutMs ?? 20_000) + startMs;

    for (const each of ENGINE_CASES) {
      it.skipIf(never.includes(each.behaviour))(`case: ${each.title}`, async () => {
        const engine = await engineFor(each.behaviour);
        const limits = engineLimits({ ...each.limits, timeoutMs: timeLimit(each) });
        const started = performance.now();
        const result = await engine.execute(engineJob({ cwd, limits }), recordingIo());
        expect(performance.now() - started).toBeLessThan(limits.timeoutMs + ENDING_MS);
        expect(result).toMatchObject({ ...each.result, engine: engine.name });
        const files = readdirSync(cwd, { recursive: true }).map(String).sort();
        expect(files).toEqual(each.writes ? ['src', WRITTEN_FILE] : []);
        if (each.writes) expect(readFileSync(join(cwd, WRITTEN_FILE), 'utf8')).toBe('hello\n');
      });
    }

    for (const [when, behaviour] of [
      ['before', 'slow'],
      ['during', 'stalls'],
    ] as const) {
      it(`case: abort ${when} the reply`, async () => {
        const engine = await engineFor(behaviour);
        const stop = new AbortController();
        const started = performance.now();
        const ended = engine.execute(engineJob({ cwd }), recordingIo(stop.signal));
        setTimeout(() => {
          stop.abort();
        }, 300 + startMs);
        expect((await ended).type).toBe('aborted');
        expect(performance.now() - started).toBeLessThan(300 + startMs + ENDING_MS);
      });
    }

    it('does not begin what is already called off', async () => {
      const engine = await engineFor('slow');
      const result = await engine.execute(engineJob({ cwd }), recordingIo(AbortSignal.abort()));
      expect(result.type).toBe('aborted');
    });

    it('says what it does and what it used, and shows its tools with paths relative to the tree', async () => {
      const engine = await engineFor('edits');
      const io = recordingIo();
      const { usage } = await engine.execute(engineJob({ cwd }), io);
      expect(usage.turns).toBeGreaterThan(0);
      expect(usage.outputTokens).toBeGreaterThan(0);
      expect(io.events).toContainEqual(expect.objectContaining({ type: 'engine.text' }));
      expect(io.events.filter((event) => event.type === 'tool.called')).toEqual([
        expect.objectContaining({ engine: engine.name, detail: WRITTEN_FILE }),
      ]);
    });

    it('says that it is usable and what it is', async () => {
      const engine = await engineFor('edits');
      const probe = await engine.probe();
      expect(probe).toMatchObject({ ok: true, describe: expect.stringMatching(/\w/) });
      expect(engine.contextTokens).toBeGreaterThanOrEqual(100_000);
    });

    it('says what a shrunk task leaves to do', async () => {
      const engine = await engineFor('shrinks');
      const result = await engine.execute(engineJob({ cwd, kind: 'shrink' }), recordingIo());
      expect(result).toMatchObject({ type: 'done', remaining: REMAINING });
    });
  });
}
