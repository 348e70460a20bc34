import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineJob } from '../../../src/domain/engine-job.ts';
import { createAnthropicEngine } from '../../../src/engines/anthropic/engine.ts';
import type { ApiEngineOptions } from '../../../src/engines/api-engine.ts';
import { createHuggingFaceEngine } from '../../../src/engines/huggingface/engine.ts';
import type { Engine } from '../../../src/ports/engine.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import {
  type ChatApi,
  type ChatScript,
  chatCall,
  chatSay,
  startChatApi,
} from '../../support/chat-api.ts';
import { hurriedClock } from '../../support/chat-io.ts';
import { engineJob, engineLimits, recordingIo } from '../../support/engine-job.ts';
import { useFileTools } from '../../support/file-tools-program.ts';
import {
  call,
  type MessagesApi,
  refuse,
  type Script,
  say,
  startMessagesApi,
} from '../../support/messages-api.ts';

const fileTools = useFileTools();
let folder: string;
let cwd: string;
const open: { close(): Promise<void> }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codelicious-api-'));
  cwd = join(folder, 'tree');
  mkdirSync(cwd);
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

function options(
  env: Readonly<Record<string, string>>,
  change: Partial<ApiEngineOptions> = {},
): ApiEngineOptions {
  const processes = createProcesses();
  return {
    processes,
    sandbox: createSandbox('none', processes),
    clock: hurriedClock(),
    random: () => 0.5,
    env: { PATH: process.env['PATH'], ...env },
    passEnv: [],
    prices: {},
    fileToolsProgram: fileTools(),
    ...change,
  };
}

function anthropic(
  env: Readonly<Record<string, string>>,
  change: Partial<ApiEngineOptions> & { readonly model?: string } = {},
): Engine {
  return createAnthropicEngine({ ...options(env, change), model: change.model ?? null });
}

interface HuggingFaceChange extends Partial<ApiEngineOptions> {
  readonly model?: string;
  readonly endpoint?: string | null;
  readonly allowHttpLoopback?: boolean;
}

function huggingFace(
  env: Readonly<Record<string, string>>,
  change: HuggingFaceChange = {},
): Engine {
  const { model = null, endpoint = null, allowHttpLoopback = true, ...rest } = change;
  return createHuggingFaceEngine({ ...options(env, rest), model, endpoint, allowHttpLoopback });
}

async function messagesApi(script: Script): Promise<MessagesApi> {
  const api = await startMessagesApi(script);
  open.push(api);
  return api;
}

async function chatApi(script: ChatScript): Promise<ChatApi> {
  const api = await startChatApi(script);
  open.push(api);
  return api;
}

const run = async (engine: Engine, change: Partial<EngineJob> = {}) =>
  engine.execute(engineJob({ cwd, ...change }), recordingIo());

const WRITE = { path: 'a.txt', content: 'a\n' };

describe('anthropic', () => {
  it('lacks a key', async () => {
    for (const env of [{}, { ANTHROPIC_API_KEY: ' ' }, { ANTHROPIC_API_KEY: 'a\nb' }]) {
      const engine = anthropic(env);
      expect(await engine.probe()).toMatchObject({
        ok: false,
        why: 'unauthenticated',
        message: expect.stringContaining('ANTHROPIC_API_KEY'),
      });
      expect(await run(engine)).toMatchObject({ type: 'unauthenticated', engine: 'anthropic' });
    }
  });

  it.each(['http://example.org', 'https://user:secret@example.org', 'nonsense'])(
    'does not send its key to %s',
    async (ANTHROPIC_BASE_URL) => {
      const engine = anthropic({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL });
      const probe = await engine.probe();
      expect(probe).toMatchObject({ ok: false, why: 'unusable' });
      expect(JSON.stringify(probe)).not.toContain('secret');
      expect(await run(engine)).toMatchObject({ type: 'failed', code: 'bad_request' });
    },
  );

  it('says who reads the code and what is billed', async () => {
    const probe = await anthropic({ ANTHROPIC_API_KEY: 'k' }).probe();
    const words = ['api.anthropic.com', 'claude-opus-5-5', 'billed per token to ANTHROPIC_API_KEY'];
    for (const word of words)
      expect(probe).toMatchObject({ describe: expect.stringContaining(word) });
  });

  it.each([
    [{ ANTHROPIC_API_KEY: 'the-key', ANTHROPIC_AUTH_TOKEN: 'the-token' }, 'Bearer the-key'],
    [{ ANTHROPIC_AUTH_TOKEN: 'the-token' }, 'Bearer the-token'],
  ])('signs in by %j', async (env, authorization) => {
    const api = await messagesApi([say('Done.')]);
    await run(anthropic({ ...env, ANTHROPIC_BASE_URL: `${api.url}/` }));
    expect(api.requests[0]?.headers).toMatchObject({ authorization });
    expect(api.requests[0]?.path).toBe('/v1/messages');
  });

  it('adds up what a job cost, cache included, by the list or the user', async () => {
    const usage = {
      inputTokens: 1000,
      cacheReadTokens: 10_000,
      cacheWriteTokens: 2000,
      outputTokens: 100,
    };
    const script: Script = (request) =>
      request.turn === 0
        ? {
            kind: 'turn',
            blocks: [{ type: 'tool_use', name: 'write_file', input: WRITE }],
            ...usage,
          }
        : {
            kind: 'turn',
            blocks: [{ type: 'tool_use', name: 'finish', input: { summary: 'Done.' } }],
            ...usage,
          };
    const api = await messagesApi(script);
    const env = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: api.url };
    const listed = await run(anthropic(env));
    const turns = listed.usage.turns;
    expect(listed).toMatchObject({
      type: 'done',
      usage: { cacheReadTokens: turns * 10_000, cacheWriteTokens: turns * 2000 },
    });
    expect(listed.usage.costUsd).toBeCloseTo(turns * (0.004 + 0.002 + 0.01 + 0.002), 10);

    const own = await run(anthropic(env, { prices: { 'claude-*': { input: 1, output: 0 } } }));
    expect(own.usage.costUsd).toBeCloseTo(own.usage.turns * 0.013, 10);

    const unknown = await run(anthropic(env, { model: 'gateway-model' }));
    expect(unknown.usage).toMatchObject({ costUsd: null, unpricedCalls: unknown.usage.turns });
  });

  it('sends thoughts back with the results of their calls', async () => {
    const api = await messagesApi([
      {
        kind: 'turn',
        blocks: [
          { type: 'thinking', signature: 'c2lnbmVk' },
          { type: 'tool_use', name: 'write_file', input: WRITE },
        ],
      },
      say('Done.'),
    ]);
    await run(anthropic({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: api.url }));
    expect(readFileSync(join(cwd, 'a.txt'), 'utf8')).toBe('a\n');
    expect(api.requests[1]?.body.messages[1]).toMatchObject({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: '', signature: 'c2lnbmVk' },
        { type: 'tool_use', name: 'write_file', input: WRITE },
      ],
    });
  });

  it('tells of repetitions while it works', async () => {
    const api = await messagesApi([{ kind: 'cut' }, say('Done.')]);
    const io = recordingIo();
    const engine = anthropic({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: api.url });
    expect(await engine.execute(engineJob({ cwd }), io)).toMatchObject({ type: 'done' });
    expect(io.events).toContainEqual(
      expect.objectContaining({
        type: 'engine.retrying',
        engine: 'anthropic',
        attempt: 1,
        delayMs: 1000,
      }),
    );
  });

  it('gives way to a limit that ends in days, by the headers of the limit', async () => {
    const at = Math.ceil(Date.now() / 1000) + 3 * 86_400;
    const headers = { 'anthropic-ratelimit-unified-reset': String(at) };
    const api = await messagesApi([refuse(429, 'rate_limit_error', headers)]);
    const result = await run(anthropic({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: api.url }));
    expect(result).toMatchObject({ type: 'rate_limited', resetsAt: at * 1000 });
    expect(api.requests).toHaveLength(1);
  });

  it('leaves no connection behind', async () => {
    const api = await messagesApi([call('write_file', WRITE), say('Done.')]);
    await run(anthropic({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: api.url }));
    expect(await api.connections()).toBe(0);
  });
});

describe('huggingface', () => {
  it('lacks a token, but where the server is on this machine', async () => {
    const engine = huggingFace({});
    expect(await engine.probe()).toMatchObject({
      ok: false,
      why: 'unauthenticated',
      message: expect.stringContaining('HF_TOKEN'),
    });
    expect(await run(engine)).toMatchObject({ type: 'unauthenticated' });
    expect(await huggingFace({}, { endpoint: 'https://models.example' }).probe()).toMatchObject({
      ok: false,
    });
    for (const endpoint of ['http://127.0.0.1:1', 'http://localhost:1', 'https://[::1]:1']) {
      expect(await huggingFace({}, { endpoint }).probe()).toMatchObject({
        ok: true,
        describe: expect.stringContaining('nothing is billed'),
      });
    }
  });

  it.each(['http://example.org', 'https://u:secret@example.org', 'x'])(
    'refuses the endpoint %s',
    async (endpoint) => {
      const engine = huggingFace({ HF_TOKEN: 't' }, { endpoint });
      const probe = await engine.probe();
      expect(probe).toMatchObject({ ok: false, why: 'unusable' });
      expect(JSON.stringify(probe)).not.toContain('secret');
      expect(await run(engine)).toMatchObject({ type: 'failed', code: 'bad_request' });
    },
  );

  it('wants to be allowed plain http', async () => {
    const engine = huggingFace({}, { endpoint: 'http://127.0.0.1:1', allowHttpLoopback: false });
    expect(await engine.probe()).toMatchObject({ ok: false, why: 'unusable' });
  });

  it('says who reads the code and what is billed', async () => {
    const probe = await huggingFace({ HF_TOKEN: 't' }).probe();
    for (const word of ['router.huggingface.co', 'zai-org/GLM-5.3', 'HF_TOKEN']) {
      expect(probe).toMatchObject({ describe: expect.stringContaining(word) });
    }
    const own = await huggingFace(
      { LLM_API_KEY: 'k', MODEL_PLANNER: 'p' },
      { endpoint: 'https://models.example' },
    ).probe();
    for (const word of ['models.example', 'planning: p', 'LLM_API_KEY']) {
      expect(own).toMatchObject({ describe: expect.stringContaining(word) });
    }
  });

  it.each([
    [{ LLM_API_KEY: 'key', HF_TOKEN: 'token' }, 'Bearer key'],
    [{ HF_TOKEN: 'token' }, 'Bearer token'],
    [{}, undefined],
  ])('signs in by %j', async (env, authorization) => {
    const api = await chatApi([chatSay('Done.')]);
    await run(huggingFace(env, { endpoint: api.url }));
    expect(api.requests[0]?.headers.authorization).toBe(authorization);
  });

  it('plans by one model and codes by another', async () => {
    const api = await chatApi([chatSay('Done.')]);
    const engine = huggingFace(
      { MODEL_PLANNER: 'planner', MODEL_CODER: 'coder' },
      { endpoint: api.url },
    );
    for (const kind of ['plan', 'build', 'repair', 'shrink'] as const) await run(engine, { kind });
    const models = new Map(
      api.requests.map(({ body }) => [
        body.model,
        body.tools?.some((tool) => tool.function.name === 'write_file'),
      ]),
    );
    expect(models).toEqual(
      new Map([
        ['planner', false],
        ['coder', true],
      ]),
    );
  });

  it('takes a named model for both', async () => {
    const api = await chatApi([chatSay('Done.')]);
    const engine = huggingFace({ MODEL_PLANNER: 'planner' }, { endpoint: api.url, model: 'mine' });
    await run(engine, { kind: 'plan' });
    await run(engine);
    expect(new Set(api.requests.map(({ body }) => body.model))).toEqual(new Set(['mine']));
  });

  it('has the window of the smaller model', () => {
    const env = { HF_TOKEN: 't', MODEL_PLANNER: 'openai/gpt-oss-120b' };
    expect(huggingFace(env).contextTokens).toBe(128_000);
  });

  it('asks for counts and says when there were none', async () => {
    const api = await chatApi([{ kind: 'turn', text: 'Done.', usage: null }]);
    const { usage } = await run(huggingFace({}, { endpoint: api.url }));
    expect(api.requests[0]?.body).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(usage).toMatchObject({ costUsd: null, inputTokens: 0, unpricedCalls: usage.turns });
  });

  it('does not take the prices of the router for those of another server', async () => {
    const api = await chatApi([chatSay('Done.')]);
    const free = await run(huggingFace({}, { endpoint: api.url }));
    expect(free.usage).toMatchObject({ costUsd: null, unpricedCalls: free.usage.turns });
    const prices = { 'zai-org/GLM-5.3': { input: 100, output: 0 } };
    const own = await run(huggingFace({}, { endpoint: api.url, prices }));
    expect(own.usage.costUsd).toBeCloseTo(own.usage.turns * 0.001, 10);
  });

  it('answers calls by their ids, in their order', async () => {
    const api = await chatApi([
      {
        kind: 'turn',
        calls: [
          { name: 'write_file', arguments: WRITE },
          { name: 'write_file', arguments: '{"path": "b' },
          { name: 'read_file', arguments: { path: 'a.txt' } },
        ],
      },
      chatSay('Done.'),
    ]);
    await run(huggingFace({}, { endpoint: api.url }));
    const messages = api.requests[1]?.body.messages ?? [];
    const asked = messages.find(({ role }) => role === 'assistant')?.tool_calls ?? [];
    const answered = messages.filter(({ role }) => role === 'tool');
    expect(answered.map((message) => message.tool_call_id)).toEqual(asked.map(({ id }) => id));
    expect(asked.map((one) => one.function.arguments)).toEqual([
      JSON.stringify(WRITE),
      '{}',
      '{"path":"a.txt"}',
    ]);
  });

  it('goes on through a limit that ends soon, and gives way to a long one', async () => {
    const soon = {
      kind: 'error',
      status: 429,
      error: 'slow',
      headers: { 'retry-after': '2' },
    } as const;
    const later = { ...soon, headers: { 'retry-after': '7200' } };
    const api = await chatApi([soon, chatCall('write_file', WRITE), later]);
    const before = Date.now();
    const result = await run(huggingFace({}, { endpoint: api.url }));
    expect(result).toMatchObject({ type: 'rate_limited', engine: 'huggingface' });
    expect(result.type === 'rate_limited' ? result.resetsAt : 0).toBeGreaterThanOrEqual(
      before + 7_200_000,
    );
    expect(api.requests).toHaveLength(3);
  });

  it('ends in time whatever the server does', async () => {
    for (const kind of ['hang', 'stall'] as const) {
      const api = await chatApi([{ kind }]);
      const started = performance.now();
      const limits = engineLimits({ timeoutMs: 700 });
      expect(await run(huggingFace({}, { endpoint: api.url }), { limits })).toMatchObject({
        type: 'timed_out',
      });
      expect(performance.now() - started).toBeLessThan(5000);
      expect(await api.connections()).toBe(0);
    }
  });

  it('refuses a name that leads into a private network, and sends nothing', async () => {
    const resolve = async () => [{ address: '10.0.0.7', family: 4 }];
    const engine = huggingFace({ HF_TOKEN: 't' }, { endpoint: 'https://models.example', resolve });
    expect(await run(engine)).toMatchObject({
      type: 'failed',
      code: 'bad_request',
      message: expect.stringContaining('10.0.0.7'),
    });
  });
});
