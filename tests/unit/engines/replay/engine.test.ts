import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineJobKind } from '../../../../src/domain/engine-job.ts';
import { parseCassette } from '../../../../src/engines/replay/cassette.ts';
import { createReplayEngine } from '../../../../src/engines/replay/engine.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { Engine } from '../../../../src/ports/engine.ts';
import { engineJob, jobEnvironment, recordingIo } from '../../../support/engine-job.ts';

const clock: Clock = {
  now: () => 1000,
  sleep: () => Promise.resolve(),
  timeout: () => new AbortController().signal,
};

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'codelicious-replay-'));
});

afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

function engine(...jobs: readonly object[]): Engine {
  const cassette = parseCassette({ version: 1, jobs }, 'test');
  return createReplayEngine({ cassette, label: 'test.json', clock });
}

async function run(subject: Engine, kind: EngineJobKind, title: string) {
  return subject.execute(engineJob({ cwd, kind, env: jobEnvironment(kind, title) }), recordingIo());
}

const write = (path: string, content: string) => ({ tool: 'write_file', path, content });

describe('createReplayEngine', () => {
  it('plays the first job that fits kind, title, spec and attempt', async () => {
    const subject = engine(
      { kind: 'repair', chunk: 'A', result: { type: 'done', summary: 'repair' } },
      { kind: 'build', chunk: 'A', attempt: 2, result: { type: 'done', summary: 'second' } },
      { kind: 'build', chunk: 'A', spec: 'other.md', result: { type: 'done', summary: 'other' } },
      { kind: 'build', chunk: 'A', result: { type: 'done', summary: 'first' } },
      { kind: 'build', chunk: { contains: 'BC' }, result: { type: 'done', summary: 'contains' } },
    );
    const summaries: unknown[] = [];
    for (const [kind, title] of [
      ['build', 'A'],
      ['build', 'A'],
      ['repair', 'A'],
      ['build', 'A'],
      ['build', 'ABCD'],
    ] as const) {
      summaries.push(await run(subject, kind, title));
    }
    expect(summaries).toMatchObject(
      ['first', 'second', 'repair', 'first', 'contains'].map((summary) => ({ summary })),
    );
  });

  it('names what is missing and what there is', async () => {
    const many = Array.from({ length: 9 }, (_, index) => ({
      kind: 'build',
      chunk: `T${String(index)}`,
    }));
    const result = await run(
      engine({ kind: 'repair', chunk: { contains: 'x' }, attempt: 3 }, ...many),
      'build',
      'New',
    );
    expect(result).toMatchObject({
      type: 'failed',
      code: 'cassette',
      message:
        'nothing is recorded for the build of "New" in docs/specs/1_greeting.md, attempt 1; recorded: ' +
        'repair …x… #3, build "T0", build "T1", build "T2", build "T3", build "T4", build "T5", build "T6", and 2 more',
    });
  });

  it('makes the changes in order', async () => {
    const calls = [
      write('a.js', 'let a = 1;\n'),
      { tool: 'edit_file', path: 'a.js', old: '1', new: '2' },
      { tool: 'make_executable', path: 'a.js' },
      write('b.js', ''),
      { tool: 'delete_file', path: 'b.js' },
    ];
    const result = await run(engine({ kind: 'build', chunk: 'A', calls }), 'build', 'A');
    expect(result).toMatchObject({ type: 'done', engine: 'replay', session: null });
    expect(readFileSync(join(cwd, 'a.js'), 'utf8')).toBe('let a = 2;\n');
    expect(existsSync(join(cwd, 'b.js'))).toBe(false);
  });

  it('writes bytes that are no text', async () => {
    const bytes = Buffer.from([0xff, 0, 0xfe, 10]);
    const content = bytes.toString('base64');
    const call = { tool: 'write_file', path: 'a.bin', content, encoding: 'base64' };
    await run(engine({ kind: 'build', chunk: 'A', calls: [call] }), 'build', 'A');
    expect(readFileSync(join(cwd, 'a.bin'))).toEqual(bytes);
  });

  it('answers with a plan', async () => {
    const task = { title: 'One', description: '', files: [], depends_on: [], validation: '' };
    const result = { type: 'done', plan: [{ title: 'One' }] };
    const subject = engine({ kind: 'plan', chunk: 'A', result });
    expect(await run(subject, 'plan', 'A')).toMatchObject({ type: 'done', plan: [task] });
  });

  it.each([
    'exit',
    'overloaded',
    'bad_model',
    'bad_request',
    'max_turns',
    'context_overflow',
    'refused',
    'protocol',
    'missing',
    'denied',
  ])('fails as recorded: %s', async (code) => {
    const subject = engine({ kind: 'build', chunk: 'A', result: { type: 'failed', code } });
    expect(await run(subject, 'build', 'A')).toMatchObject({ type: 'failed', code });
  });

  it('runs out of time as recorded', async () => {
    const subject = engine({ kind: 'build', chunk: 'A', result: { type: 'timed_out' } });
    expect(await run(subject, 'build', 'A')).toMatchObject({ type: 'timed_out' });
  });

  it('fails at the first call that does not fit the tree', async () => {
    const calls = [{ tool: 'edit_file', path: 'gone.js', old: '1', new: '2' }, write('after', '')];
    const io = recordingIo();
    const job = engineJob({ cwd, env: jobEnvironment('build', 'A') });
    const result = await engine({ kind: 'build', chunk: 'A', calls }).execute(job, io);
    expect(result).toMatchObject({
      code: 'cassette',
      message: 'edit_file gone.js: the file does not exist',
    });
    expect(existsSync(join(cwd, 'after'))).toBe(false);
    expect(io.events.map((event) => event.type)).toEqual(['tool.called', 'tool.denied']);
  });

  it('stops between calls when called off', async () => {
    const job = engineJob({ cwd, env: jobEnvironment('build', 'A') });
    const subject = engine({ kind: 'build', chunk: 'A', calls: [write('a', '')] });
    const result = await subject.execute(job, recordingIo(AbortSignal.abort()));
    expect(result.type).toBe('aborted');
    expect(existsSync(join(cwd, 'a'))).toBe(false);
  });

  it('gives usage and limits as recorded', async () => {
    const usage = {
      inputTokens: 1,
      outputTokens: 2,
      cacheReadTokens: 3,
      cacheWriteTokens: 4,
      costUsd: 0.5,
      turns: 6,
    };
    const limited = { type: 'rate_limited', resetsInMs: 500 };
    const subject = engine(
      { kind: 'build', chunk: 'A', usage, result: limited },
      { kind: 'build', chunk: 'B', result: { type: 'over_budget' } },
      { kind: 'build', chunk: 'C', usage: { costUsd: null } },
    );
    expect(await run(subject, 'build', 'A')).toMatchObject({ resetsAt: 1500, usage });
    expect(await run(subject, 'build', 'B')).toMatchObject({
      type: 'over_budget',
      message: 'as recorded',
      usage: { costUsd: 0, inputTokens: 0 },
    });
    expect(await run(subject, 'build', 'C')).toMatchObject({ usage: { costUsd: null } });
  });
});
