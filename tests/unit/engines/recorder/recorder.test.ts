import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineJobKind, EngineResult } from '../../../../src/domain/engine-job.ts';
import { createRedactor } from '../../../../src/domain/redaction.ts';
import { NO_USAGE } from '../../../../src/domain/usage.ts';
import { createRecordingEngine } from '../../../../src/engines/recorder/recorder.ts';
import { createReplayEngine } from '../../../../src/engines/replay/engine.ts';
import { loadCassette } from '../../../../src/engines/replay/load-cassette.ts';
import type { Engine, EngineIo, FileChange } from '../../../../src/ports/engine.ts';
import { engineJob, jobEnvironment, recordingIo } from '../../../support/engine-job.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';

const SECRET = 'hunter2-hunter2-hunter2';

let folder: string;
let file: string;
const clock = createFakeClock();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codelicious-recorder-'));
  file = join(folder, 'cassette.json');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Said = EngineResult extends infer Result
  ? Result extends EngineResult
    ? Omit<Result, 'engine' | 'usage' | 'session'>
    : never
  : never;

const done: Said = { type: 'done', summary: 'Made it.', remaining: null };

/** An engine that says something and gives its answers in turn. */
function speaking(answers: readonly Said[], text = 'On it.'): Engine {
  let calls = 0;
  return {
    name: 'model',
    contextTokens: 1234,
    probe: async () => ({ ok: true, describe: 'a model' }),
    execute: async (_job, io) => {
      const answer = answers[Math.min(calls, answers.length - 1)] ?? done;
      calls += 1;
      io.emit({ type: 'engine.text', engine: 'model', text });
      io.emit({ type: 'engine.text', engine: 'model', text: 'Still.' });
      const usage = { ...NO_USAGE, inputTokens: 7, costUsd: 0.5, equivalentUsd: 0.5, turns: 2 };
      return { ...answer, engine: 'model', session: 's', usage };
    },
  };
}

const record = (engine: Engine): Promise<Engine> =>
  createRecordingEngine(engine, { file, clock, redactor: createRedactor([SECRET]) });

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

function ioWith(changes: readonly FileChange[] = []): ReturnType<typeof recordingIo> & EngineIo {
  return { ...recordingIo(), changes: async () => changes };
}

const job = (kind: EngineJobKind, title: string) =>
  engineJob({ cwd: folder, kind, env: jobEnvironment(kind, title) });

interface Written {
  readonly jobs: readonly Record<string, unknown>[];
}

const written = (): Written => JSON.parse(readFileSync(file, 'utf8')) as Written;

describe('createRecordingEngine', () => {
  it('is the engine to everybody', async () => {
    const subject = await record(speaking([done]));
    expect(subject).toMatchObject({ name: 'model', contextTokens: 1234 });
    expect(await subject.probe()).toEqual({ ok: true, describe: 'a model' });
    const io = ioWith();
    const result = await subject.execute(job('build', 'A'), io);
    expect(result).toMatchObject({ ...done, engine: 'model', session: 's' });
    expect(io.events).toHaveLength(2);
  });

  it('writes what replays to the same tree, whatever changed', async () => {
    const changes: readonly FileChange[] = [
      { path: 'gone.txt', bytes: null, executable: false },
      { path: 'src/ü.txt', bytes: text('grüße\n'), executable: false },
      { path: 'run.sh', bytes: text('#!/bin/sh\n'), executable: true },
      { path: 'a.bin', bytes: Uint8Array.from([0xff, 0, 0xfe]), executable: false },
    ];
    const subject = await record(speaking([done]));
    await subject.execute(job('build', 'A'), ioWith(changes));
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    writeFileSync(join(tree, 'gone.txt'), '');
    const cassette = await loadCassette(file);
    const replay = createReplayEngine({ cassette, label: 'x', clock });
    const io = recordingIo();
    const again = { ...job('build', 'A'), cwd: tree };
    expect(await replay.execute(again, io)).toMatchObject({
      ...{ ...done, usage: { inputTokens: 7, costUsd: 0.5, equivalentUsd: 0.5, turns: 2 } },
    });
    expect(io.events).toContainEqual(expect.objectContaining({ text: 'On it.\nStill.' }));
    expect(existsSync(join(tree, 'gone.txt'))).toBe(false);
    expect(readFileSync(join(tree, 'src/ü.txt'), 'utf8')).toBe('grüße\n');
    expect(statSync(join(tree, 'run.sh')).mode & 0o111).not.toBe(0);
    expect([...readFileSync(join(tree, 'a.bin'))]).toEqual([0xff, 0, 0xfe]);
  });

  it('counts attempts as a replay does, and is whole after every call', async () => {
    const subject = await record(speaking([done]));
    for (const [kind, title] of [
      ['build', 'A'],
      ['repair', 'A'],
      ['repair', 'A'],
      ['build', 'B'],
    ] as const) {
      await subject.execute(job(kind, title), ioWith());
      expect((await loadCassette(file)).jobs.length).toBeGreaterThan(0);
    }
    expect(written().jobs.map(({ kind, chunk, attempt }) => [kind, chunk, attempt])).toEqual([
      ['build', 'A', 1],
      ['repair', 'A', 1],
      ['repair', 'A', 2],
      ['build', 'B', 1],
    ]);
    expect(readdirSync(folder)).toEqual(['cassette.json']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each<Said>([
    { type: 'done', summary: 's', remaining: ['more'] },
    {
      ...{ type: 'done', summary: '', remaining: null },
      plan: [{ title: 'One', description: 'd', files: ['a'], depends_on: [], validation: 'v' }],
    },
    { type: 'needs_input', question: 'Which?', options: ['a', 'b'] },
    { type: 'unauthenticated', message: 'no' },
    { type: 'timed_out', message: 'late' },
    { type: 'over_budget', message: 'dear' },
    { type: 'failed', code: 'context_overflow', message: 'long' },
    { type: 'failed', code: 'denied', message: 'no' },
  ])('replays how a call ended: %j', async (answer) => {
    const subject = await record(speaking([answer]));
    const kind = answer.type === 'done' && answer.plan ? 'plan' : 'build';
    await subject.execute(job(kind, 'A'), ioWith());
    const replay = createReplayEngine({ cassette: await loadCassette(file), label: 'x', clock });
    expect(await replay.execute(job(kind, 'A'), recordingIo())).toMatchObject(answer);
  });

  it('records how long a limit lasts, not when it ends', async () => {
    const limit = (resetsAt: number | null): Said => ({
      type: 'rate_limited',
      resetsAt,
      message: '',
    });
    const answers = [limit(clock.now() + 5000), limit(clock.now() - 5000), limit(null)];
    const subject = await record(speaking(answers));
    for (const _answer of answers) await subject.execute(job('build', 'A'), ioWith());
    const results = written().jobs.map(({ result }) => result);
    expect(results).toMatchObject([{ resetsInMs: 5000 }, { resetsInMs: 0 }, { resetsInMs: null }]);
  });

  it('does not record what was interrupted, nor play what a replay lacked', async () => {
    const subject = await record(
      speaking([
        { type: 'aborted', message: '' },
        { type: 'failed', code: 'cassette', message: 'none' },
      ]),
    );
    await subject.execute(job('build', 'A'), ioWith());
    await subject.execute(job('build', 'A'), ioWith());
    expect(written().jobs).toHaveLength(1);
    expect(written().jobs[0]).toMatchObject({ attempt: 2, result: { code: 'exit' } });
  });

  it('holds no secret', async () => {
    const key = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
    const leak = `${SECRET} ${key}`;
    const changes = [
      { path: 'a.txt', bytes: text(leak), executable: false },
      { path: 'b.bin', bytes: Uint8Array.from([0xff, ...text(SECRET)]), executable: false },
    ];
    const plan = [{ title: leak, description: leak, files: [], depends_on: [], validation: leak }];
    const answers: readonly Said[] = [
      { type: 'done', summary: leak, remaining: [leak], plan },
      { type: 'needs_input', question: leak, options: [leak] },
      { type: 'failed', code: 'exit', message: leak },
      { type: 'rate_limited', resetsAt: null, message: leak },
    ];
    const subject = await record(speaking(answers, leak));
    for (const _answer of answers) await subject.execute(job('build', leak), ioWith(changes));
    const whole = readFileSync(file, 'utf8');
    expect(whole).not.toContain(SECRET);
    expect(whole).not.toContain(key);
    expect(whole).not.toContain(Buffer.from(SECRET).toString('base64').slice(4, 20));
    expect((await loadCassette(file)).jobs).toHaveLength(4);
  });

  it('replaces what was there, and refuses a place it cannot write to', async () => {
    const begun = await record(speaking([done]));
    expect(written()).toEqual({ version: 1, jobs: [] });
    writeFileSync(file, 'old');
    await begun.execute(job('build', 'A'), ioWith());
    expect(written().jobs).toHaveLength(1);
    for (const bad of [join(folder, 'no/such/folder.json'), folder]) {
      const options = { file: bad, clock, redactor: createRedactor([]) };
      await expect(createRecordingEngine(speaking([done]), options)).rejects.toMatchObject({
        ...{ code: 'usage', message: expect.stringContaining(bad) },
      });
    }
  });

  it('leaves what a file held until there is something to record', async () => {
    const before = '{ "version": 1, "jobs": [], "note": "an earlier run" }';
    writeFileSync(file, before);
    const options = { file, clock, redactor: createRedactor([]) };
    const subject = await createRecordingEngine(speaking([done]), options);
    expect(readFileSync(file, 'utf8')).toBe(before);
    await subject.execute(job('build', 'A'), ioWith());
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ jobs: [{ chunk: 'A' }] });
    expect(readdirSync(folder)).toEqual(['cassette.json']);
  });

  it('tells when it cannot go on, and lets the run go on', async () => {
    const gone = join(folder, 'gone');
    mkdirSync(gone);
    const options = { file: join(gone, 'c.json'), clock, redactor: createRedactor([]) };
    const subject = await createRecordingEngine(speaking([done]), options);
    rmSync(gone, { recursive: true });
    const io = ioWith();
    expect((await subject.execute(job('build', 'A'), io)).type).toBe('done');
    expect(io.events.at(-1)).toEqual({
      type: 'run.warning',
      message: '--record: the recording cannot be written (ENOENT)',
    });
    const many = Array.from({ length: 501 }, (_, at) => {
      return { path: `f${String(at)}`, bytes: null, executable: false };
    });
    const flood = ioWith(many);
    await subject.execute(job('build', 'B'), flood);
    expect(flood.events.at(-1)).toMatchObject({ message: expect.stringContaining('501 files') });
    chmodSync(folder, 0o700);
  });
});
