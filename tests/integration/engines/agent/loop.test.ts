import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatToolCall } from '../../../../src/engines/agent/chat-model.ts';
import { createOsSandbox } from '../../../../src/sandbox/os-sandbox.ts';
import { createProcesses } from '../../../../src/system/processes.ts';
import { engineLimits } from '../../../support/engine-job.ts';
import {
  answers,
  call,
  calling,
  finishing,
  saying,
  scriptedModel,
  usage,
} from '../../../support/scripted-model.ts';
import { buildFileTools, openWorld, type World } from './world.ts';

const processes = createProcesses();
const PATH = process.env['PATH'] ?? '';
const HAS_CAGE = (await processes.find('bwrap', PATH)) !== null;

let scratch: string;
let program: string;
let world: World;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'codelicious-agent-program-'));
  program = await buildFileTools(scratch);
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});
beforeEach(() => {
  world = openWorld({ program });
});
afterEach(() => {
  world.remove();
});

const write = (path: string, content = 'x\n'): ChatToolCall =>
  call('write_file', { path, content });

describe('a job that goes well', () => {
  it('runs the calls, reviews once, and ends with the second finish', async () => {
    const model = scriptedModel([
      calling(write('src/hello.js', 'export const hello = 1;\n')),
      finishing('First.'),
      finishing('Added hello.'),
    ]);
    const result = await world.run(model);
    expect(result).toMatchObject({
      type: 'done',
      engine: 'anthropic',
      session: null,
      summary: 'Added hello.',
      remaining: null,
      usage: { inputTokens: 300, outputTokens: 30, turns: 3, costUsd: null, unpricedCalls: 3 },
    });
    expect(world.read('src/hello.js')).toBe('export const hello = 1;\n');
    expect(answers(model.requests[2])[0]).toContain('- src/hello.js');
  });

  it('begins every request alike, with the prompt as the first message', async () => {
    const model = scriptedModel([calling(write('a')), finishing(), finishing()]);
    await world.run(model, { prompt: 'Build it.' });
    expect(model.requests).toHaveLength(3);
    for (const { system, tools, messages } of model.requests) {
      expect(system).toBe(model.requests[0]?.system);
      expect(tools).toEqual(model.requests[0]?.tools);
      expect(messages[0]).toEqual({ role: 'user', text: 'Build it.' });
    }
    for (const { name, parameters } of model.requests[0]?.tools ?? []) {
      expect([name, parameters['type']]).toEqual([name, 'object']);
      expect(parameters).not.toHaveProperty('$schema');
    }
  });

  it('answers parallel calls in one message, in their order', async () => {
    world.write('a.txt', 'aaa\n');
    world.write('b.txt', 'bbb\n');
    const read = (path: string): ChatToolCall => call('read_file', { path });
    const model = scriptedModel([
      calling(read('a.txt'), read('b.txt'), write('c.txt', 'ccc\n'), read('c.txt')),
      finishing(),
      finishing(),
    ]);
    const result = await world.run(model);
    expect(result.type).toBe('done');
    expect(answers(model.requests[1])).toEqual(['aaa\n', 'bbb\n', 'c.txt was written', 'ccc\n']);
  });

  it('tells text and calls as events, with relative paths', async () => {
    const talking = { ...calling(write(join(world.root, 'a.txt'))), text: 'I write.\n' };
    const model = scriptedModel([talking, finishing(), finishing()]);
    const { events } = await world.run(model);
    expect(events).toContainEqual({ type: 'engine.text', engine: 'anthropic', text: 'I write.\n' });
    expect(events).toContainEqual({
      type: 'tool.called',
      engine: 'anthropic',
      tool: 'write_file',
      detail: 'a.txt',
    });
    expect(world.has('a.txt')).toBe(true);
  });

  it('lets a shrink say what remains, and a plan its tasks', async () => {
    const remaining = ['Document it', 'Translate it'];
    const shrunk = await world.run(
      scriptedModel([finishing('Step.', { remaining }), finishing('Step.', { remaining })]),
      { kind: 'shrink' },
    );
    expect(shrunk).toMatchObject({ type: 'done', summary: 'Step.', remaining });
    const tasks = [{ title: 'One' }, { title: 'Two', files: ['a.ts'], depends_on: [0] }];
    const planned = await world.run(scriptedModel([calling(call('finish', { tasks }))]), {
      kind: 'plan',
    });
    expect(planned).toMatchObject({ type: 'done', plan: [{ title: 'One' }, tasks[1]] });
  });

  it('takes a shrink that does not say what remains, and arguments that are null', async () => {
    world.write('a.txt', 'aaa\n');
    const read = call('read_file', { path: 'a.txt', from: null, lines: 1 });
    const model = scriptedModel([calling(read), finishing('Step.'), finishing('Step.')]);
    const result = await world.run(model, { kind: 'shrink' });
    expect(result).toMatchObject({ type: 'done', summary: 'Step.', remaining: null });
    expect(answers(model.requests[1])).toEqual(['aaa\n']);
  });

  it.skipIf(!HAS_CAGE)('does the whole job in a cage', async () => {
    const env = { PATH, HOME: world.folder };
    world.remove();
    const sandbox = createOsSandbox({ processes, env, read: [], write: [] });
    world = openWorld({ program, env, sandbox });
    const test =
      "const t = require('node:test'); t('adds', () => require('./add.js')(1, 2) === 3 || t.fail());";
    const model = scriptedModel([
      calling(write('add.js', 'module.exports = (a, b) => a - b;\n'), write('add.test.js', test)),
      calling(call('edit_file', { path: 'add.js', old: 'a - b', new: 'a + b' })),
      calling(
        call('search_code', { pattern: 'exports' }),
        call('run_command', { argv: ['node', '--test'] }),
      ),
      finishing(),
      finishing('Added add.'),
    ]);
    const result = await world.run(model);
    expect(result).toMatchObject({ type: 'done', summary: 'Added add.' });
    const [found, tested] = answers(model.requests[3]);
    expect(found).toBe('add.js:1: module.exports = (a, b) => a + b;');
    expect(tested).toContain('exit code 0');
    expect(result.events.some(({ type }) => type === 'tool.denied')).toBe(false);
  });

  it('parks a build with a question', async () => {
    const asked = { question: 'Which  one?', options: ['A', 'B'] };
    const result = await world.run(scriptedModel([calling(call('ask', asked))]));
    expect(result).toMatchObject({
      type: 'needs_input',
      question: 'Which one?',
      options: ['A', 'B'],
    });
  });

  it('prices what it used by the table', async () => {
    world = openWorld({ program, prices: { 'test-*': { input: 1, output: 10, cacheRead: 0.1 } } });
    const reply = { ...finishing(), usage: usage({ input: 1000, output: 100, cacheRead: 10_000 }) };
    const result = await world.run(scriptedModel([reply, reply]));
    expect(result.usage.costUsd).toBeCloseTo(0.006, 10);
    expect(result.usage).toMatchObject({ unpricedCalls: 0, cacheReadTokens: 20_000, turns: 2 });
  });
});

describe('the tools of a kind', () => {
  it('gives a plan nothing that changes anything, and refuses it when tried', async () => {
    const model = scriptedModel([
      calling(write('a.txt'), call('run_command', { argv: ['npm', 'test'] })),
      calling(call('finish', { tasks: [{ title: 'One' }] })),
    ]);
    const { type, events } = await world.run(model, { kind: 'plan' });
    expect(model.requests[0]?.tools.map(({ name }) => name)).toEqual([
      'read_file',
      'list_directory',
      'find_files',
      'search_code',
      'finish',
    ]);
    expect(type).toBe('done');
    expect(world.has('a.txt')).toBe(false);
    expect(events.filter((event) => event.type === 'tool.denied')).toHaveLength(2);
  });

  it('lets only a build ask', async () => {
    for (const kind of ['repair', 'shrink', 'plan'] as const) {
      expect([...(await world.tools({ kind })).keys()]).not.toContain('ask');
    }
    expect([...(await world.tools()).keys()]).toContain('ask');
  });
});

describe('calls that go wrong', () => {
  it('answers arguments that do not fit with what is wrong with them', async () => {
    const malformed: ChatToolCall = {
      id: 'x',
      name: 'write_file',
      arguments: { type: 'malformed', raw: '{"path": "a' },
    };
    const model = scriptedModel([
      calling(malformed, call('read_file', { path: 1 }), call('no_such', {})),
      finishing(),
      finishing(),
    ]);
    expect((await world.run(model)).type).toBe('done');
    const [json, schema, unknown] = answers(model.requests[1]);
    expect(json).toContain('not JSON');
    expect(schema).toContain('path');
    expect(unknown).toContain('There is no tool "no_such" here; the tools are read_file');
  });

  it('ends a job whose same call fails three times, wherever it stands', async () => {
    const failing = () => calling(call('read_file', { path: 'none' }));
    const result = await world.run(
      scriptedModel([failing(), calling(write('a')), failing(), failing()]),
    );
    expect(result).toMatchObject({ type: 'failed', code: 'protocol' });
    expect(result.usage.turns).toBe(4);
  });

  it('forgets failures of a call that works', async () => {
    const read = () => calling(call('read_file', { path: 'a' }));
    const steps = [
      read(),
      read(),
      calling(write('a')),
      read(),
      calling(call('delete_file', { path: 'a' })),
      read(),
      read(),
    ];
    const result = await world.run(scriptedModel([...steps, finishing(), finishing()]));
    expect(result.type).toBe('done');
  });

  it('stops after too many denials', async () => {
    const denied = Array.from({ length: 10 }, (_, at) =>
      calling(call('read_file', { path: `../${at}` })),
    );
    const result = await world.run(scriptedModel(denied), {
      limits: engineLimits({ maxTurns: 50 }),
    });
    expect(result).toMatchObject({ type: 'failed', code: 'denied' });
    expect(result.events.filter(({ type }) => type === 'tool.denied')).toHaveLength(10);
    expect(result.events.filter(({ type }) => type === 'sandbox.denied')).toHaveLength(10);
  });

  it('does not accept a finish beside a call that failed', async () => {
    const model = scriptedModel([
      calling(call('read_file', { path: 'none' }), call('finish', { summary: 'x' })),
      finishing('y'),
      finishing('z'),
    ]);
    expect(await world.run(model)).toMatchObject({ type: 'done', summary: 'z' });
    expect(answers(model.requests[1])[1]).toContain('Not accepted');
  });
});

describe('a model that does not end as it should', () => {
  it('is asked once, then taken at its word', async () => {
    const model = scriptedModel([calling(write('a.txt')), saying('Fine.'), saying('All is done.')]);
    const result = await world.run(model);
    expect(result).toMatchObject({ type: 'done', summary: 'All is done.' });
    expect(answers(model.requests[2])[0]).toContain('call finish');
    expect(answers(model.requests[2])[0]).toContain('- a.txt');
  });

  it('needs no further review after it was asked', async () => {
    const model = scriptedModel([calling(write('a.txt')), saying('Fine.'), finishing('Done.')]);
    expect(await world.run(model)).toMatchObject({ type: 'done', summary: 'Done.' });
  });

  it('fails when it says nothing again and again', async () => {
    const result = await world.run(scriptedModel([saying(''), saying(' '), saying('')]));
    expect(result).toMatchObject({ type: 'failed', code: 'protocol' });
  });

  it('goes on after an answer was cut, and calls cut with it are named so', async () => {
    const cut: ChatToolCall = {
      id: 'cut',
      name: 'write_file',
      arguments: { type: 'malformed', raw: '{"path":"a","content":"xx' },
    };
    const model = scriptedModel([
      saying('I begin to', { stop: 'length' }),
      { ...calling(cut), stop: 'length' },
      finishing(),
      finishing(),
    ]);
    expect((await world.run(model)).type).toBe('done');
    expect(answers(model.requests[1])[0]).toContain('Go on from where it ended');
    expect(answers(model.requests[2])[0]).toContain('smaller pieces');
  });

  it('reads blocks of an answer in words', async () => {
    const question = '```question\nWhich?\n- A\n- B\n```';
    expect(await world.run(scriptedModel([saying(question)]))).toMatchObject({
      type: 'needs_input',
      question: 'Which?',
    });
    const step = 'Did it.\n```remaining\n- More\n```';
    const shrunk = await world.run(scriptedModel([saying(step), saying(step)]), { kind: 'shrink' });
    expect(shrunk).toMatchObject({ type: 'done', summary: 'Did it.', remaining: ['More'] });
    const plan = '```plan\n{"tasks":[{"title":"One"}]}\n```';
    const planned = await world.run(scriptedModel([saying(plan)]), { kind: 'plan' });
    expect(planned).toMatchObject({ type: 'done', plan: [{ title: 'One' }] });
    const none = await world.run(scriptedModel([saying('No idea.'), saying('No.')]), {
      kind: 'plan',
    });
    expect(none).toMatchObject({ type: 'done', plan: null });
  });

  it('fails as refused when it declines', async () => {
    const result = await world.run(scriptedModel([saying('I will not.', { stop: 'refusal' })]));
    expect(result).toMatchObject({ type: 'failed', code: 'refused', message: 'I will not.' });
  });
});

describe('limits', () => {
  it('ends at the last turn, and accepts a finish in it', async () => {
    const turns = Array.from({ length: 3 }, (_, at) => calling(write(`f${at}`)));
    const limits = engineLimits({ maxTurns: 3 });
    const model = scriptedModel(turns);
    expect(await world.run(model, { limits })).toMatchObject({ type: 'failed', code: 'max_turns' });
    expect(answers(model.requests[2])[0]).toContain('one turn is left');
    const finished = await world.run(scriptedModel([...turns.slice(1), finishing()]), { limits });
    expect(finished.type).toBe('done');
  });

  it('sends nothing once a cap of tokens is reached', async () => {
    const big = { ...calling(write('a.txt')), usage: usage({ input: 50_000 }) };
    const limits = engineLimits({ maxTokens: 50_000 });
    const result = await world.run(scriptedModel([big]), { limits });
    expect(result.type).toBe('over_budget');
    expect(result.usage.inputTokens).toBe(50_000);
    expect(world.has('a.txt')).toBe(false);
  });

  it('sends nothing that alone would go beyond the cap', async () => {
    const model = scriptedModel([]);
    const result = await world.run(model, { limits: engineLimits({ maxTokens: 500 }) });
    expect(result.type).toBe('over_budget');
    expect(model.requests).toHaveLength(0);
  });

  it('ends at a cap of dollars, but takes work that is finished', async () => {
    world = openWorld({ program, prices: { 'test-model': { input: 10, output: 50 } } });
    const limits = engineLimits({ maxCostUsd: 0.5 });
    const dear = usage({ input: 60_000 });
    const result = await world.run(scriptedModel([{ ...calling(write('a')), usage: dear }]), {
      limits,
    });
    expect(result).toMatchObject({ type: 'over_budget' });
    expect(result.usage.costUsd).toBeCloseTo(0.6005, 6);
    const done = await world.run(scriptedModel([{ ...finishing('x'), usage: dear }]), { limits });
    expect(done).toMatchObject({ type: 'done', summary: 'x' });
  });

  it('counts estimates against the cap where the provider counts nothing', async () => {
    const long = saying('x'.repeat(20_000), { usage: null });
    const result = await world.run(scriptedModel([long, long]), {
      limits: engineLimits({ maxTokens: 8000 }),
    });
    expect(result.type).toBe('over_budget');
    expect(result.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 });
  });

  it('ends by time while the model thinks, and tells the model when', async () => {
    let deadline = 0;
    const model = scriptedModel([
      async (_request, io) => {
        deadline = io.deadline;
        await new Promise((resolve) => {
          io.signal.addEventListener('abort', resolve, { once: true });
        });
        return { type: 'aborted' };
      },
    ]);
    const before = Date.now();
    const result = await world.run(model, { limits: engineLimits({ timeoutMs: 200 }) });
    expect(result.type).toBe('timed_out');
    expect(deadline).toBeGreaterThanOrEqual(before + 200);
  });

  it('ends by time and by signal while a command runs, and kills its tree', async () => {
    const pidFile = join(world.folder, 'pid');
    world.write('hang.test.js', hangingTest(pidFile));
    const hang = call('run_command', { argv: ['node', '--test', 'hang.test.js'] });
    const late = await world.run(scriptedModel([calling(hang)]), {
      limits: engineLimits({ timeoutMs: 3000 }),
    });
    expect(late.type).toBe('timed_out');
    expect(existsSync(pidFile)).toBe(true);
    const stop = new AbortController();
    const stopped = world.run(scriptedModel([calling(hang)]), {}, stop.signal);
    setTimeout(() => stop.abort(), 1000);
    expect((await stopped).type).toBe('aborted');
    const pids = readFileSync(pidFile, 'utf8').trim().split('\n').map(Number);
    expect(pids).toHaveLength(4);
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 10_000);
  });
});

describe('what a provider says', () => {
  it.each([
    [
      { type: 'rate_limited', resetsAt: 5, message: 'm' },
      { type: 'rate_limited', resetsAt: 5 },
    ],
    [{ type: 'unauthenticated', message: 'm' }, { type: 'unauthenticated' }],
    [
      { type: 'failed', code: 'overloaded', message: 'm' },
      { type: 'failed', code: 'overloaded' },
    ],
    [
      { type: 'failed', code: 'bad_model', message: 'm' },
      { type: 'failed', code: 'bad_model' },
    ],
  ] as const)('is the result: %j', async (reply, expected) => {
    const result = await world.run(scriptedModel([calling(write('a')), reply]));
    expect(result).toMatchObject({ ...expected, usage: { turns: 1, inputTokens: 100 } });
  });

  it('counts what a broken reply had cost', async () => {
    const broken = { type: 'failed', code: 'protocol', message: 'm', usage: usage({}) } as const;
    const result = await world.run(scriptedModel([broken]));
    expect(result).toMatchObject({ type: 'failed', usage: { inputTokens: 100, turns: 1 } });
  });

  it('shortens harder, once, when the window overflows all the same', async () => {
    world.write('long.txt', 'word '.repeat(4000));
    const overflow = { type: 'failed', code: 'context_overflow', message: 'too long' } as const;
    const read = () => calling(call('read_file', { path: 'long.txt' }));
    const model = scriptedModel([read(), read(), overflow, finishing(), finishing()]);
    expect((await world.run(model)).type).toBe('done');
    const length = (at: number) => JSON.stringify(model.requests[at]?.messages).length;
    expect(length(3)).toBeLessThan(length(2) * 0.6);
    const again = scriptedModel([read(), read(), overflow, overflow]);
    expect(await world.run(again)).toMatchObject({ type: 'failed', code: 'context_overflow' });
  });

  it('keeps a long conversation inside a small window', async () => {
    world.write('long.txt', 'word '.repeat(3000));
    const reads = Array.from({ length: 12 }, (_, at) =>
      calling(call('read_file', { path: 'long.txt', from: 1, lines: at + 1 })),
    );
    const model = scriptedModel([...reads, finishing(), finishing()], {
      contextTokens: 16_000,
      maxOutputTokens: 2000,
    });
    const result = await world.run(model, { limits: engineLimits({ maxTurns: 50 }) });
    expect(result.type).toBe('done');
    for (const request of model.requests) {
      expect(JSON.stringify(request).length / 3.5).toBeLessThan(15_000);
      expect(request.messages[0]).toMatchObject({ role: 'user', text: 'Add a greeting.' });
    }
  });
});

function hangingTest(pidFile: string): string {
  return [
    "const { spawn } = require('node:child_process');",
    "const { appendFileSync } = require('node:fs');",
    "const child = spawn('sleep', ['600'], { detached: true });",
    `appendFileSync(${JSON.stringify(pidFile)}, child.pid + '\\n' + process.pid + '\\n');`,
    'setInterval(() => {}, 1000);',
  ].join('\n');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
