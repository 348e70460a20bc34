import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { StampedEvent } from '../../src/domain/events.ts';
import { ledgerSchema } from '../../src/domain/ledger-file.ts';
import {
  type ChatApiRequest,
  type ChatScript,
  type ChatTurn,
  chatCall,
  chatHandler,
  startChatApi,
} from '../support/chat-api.ts';
import type { FakeStep } from '../support/fake-claude.ts';
import {
  type ApiRequest,
  call,
  type Reply,
  refuse,
  type Script,
  startMessagesApi,
} from '../support/messages-api.ts';
import { type LoopbackServer, startLoopback } from '../support/mishaps.ts';
import { selfSigned } from '../support/self-signed.ts';
import type { Machine } from './harness/machine.ts';
import { chunkCommits, treeOf } from './harness/reading.ts';
import {
  pathOf,
  type SampleTask,
  sampleFiles,
  sampleStep,
  sourceLines,
  specText,
} from './harness/sample.ts';
import { recordFaults, stackFaults } from './harness/soundness.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/07_library.md';
const BRANCH = 'codelicious/spec-07';
const FIRST: SampleTask = { title: 'Greet people', lines: 20 };
const SECOND: SampleTask = { title: 'Say goodbye', lines: 20 };
const THIRD: SampleTask = { title: 'Say thanks', lines: 20 };

/** Seconds that the limit of `claude` lasts. */
const LIMIT_S = 2;
/** Milliseconds the other engine takes for each of its three answers, so that the limit ends meanwhile. */
const ANSWER_MS = 1100;

let stage: Stage;
let here: Machine;
let servers: readonly LoopbackServer[] = [];

afterEach(async () => {
  for (const server of servers) await server.close();
  servers = [];
  await stage.remove();
});

async function open(
  tasks: readonly SampleTask[],
  about: { readonly claude?: readonly FakeStep[]; readonly env?: Record<string, string> } = {},
): Promise<void> {
  stage = await createStage({
    files: sampleFiles({ [SPEC]: specText('Library', tasks) }),
    ...about,
  });
  here = stage.machine();
}

/** Writes the task's file and says that it is done. */
function work(prompt: string, answered: number): readonly [name: string, input: unknown] {
  const title = /^- Task: (.*)$/m.exec(prompt)?.[1];
  const task = [FIRST, SECOND, THIRD].find((one) => one.title === title);
  if (task === undefined || answered > 0) return ['finish', { summary: 'Did it.' }];
  return ['write_file', { path: pathOf(task), content: sourceLines(task) }];
}

const promptOf = ({ body }: ChatApiRequest): string =>
  body.messages.find(({ role }) => role === 'user')?.content ?? '';
const byChat = (request: ChatApiRequest): ChatTurn =>
  chatCall(...work(promptOf(request), request.toolResults.length));
const byMessages = (request: ApiRequest): Reply =>
  call(...work(request.userText, request.toolResults.length));

const engineEvents = (events: readonly StampedEvent[]): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'engine.resting' ||
    event.type === 'engine.returned' ||
    event.type === 'engine.excluded'
      ? [`${event.type} ${event.engine}`]
      : [],
  );

const builders = (): readonly (string | undefined)[] =>
  chunkCommits(stage.origin, `main..${BRANCH}`).map(
    ({ trailers }) => trailers['Codelicious-Engine'],
  );

/** A server of chat completions that takes its time, by http or by https. */
async function startSlowChat(
  isSecure: boolean,
): Promise<LoopbackServer & { readonly requests: readonly ChatApiRequest[]; readonly ca: string }> {
  const requests: ChatApiRequest[] = [];
  const handle = chatHandler(byChat, requests);
  const slowly: typeof handle = (incoming, response) => {
    void sleep(ANSWER_MS).then(() => {
      handle(incoming, response);
    });
  };
  const certificate = isSecure ? selfSigned(stage.dir) : null;
  const server = await startLoopback(
    slowly,
    certificate === null ? undefined : (handler) => createServer(certificate, handler),
  );
  servers = [server];
  const url = isSecure ? server.url.replace('http:', 'https:') : server.url;
  return { ...server, url, requests, ca: certificate?.file ?? '' };
}

/** Refused as the program refuses, after it had begun. */
const limited: FakeStep = {
  chunk: SECOND.title,
  write: { 'src/half-done.js': '/* LEFT-BEHIND */\n' },
  summary: 'API Error: Request rejected (429)',
  result: { is_error: true, api_error_status: 429, retry_after: LIMIT_S },
  exitCode: 1,
};

describe('claude, limited at the second task', () => {
  it.each([
    ['http on this machine', false, ['--allow-http-loopback']],
    ['https', true, []],
  ])('gives way to huggingface by %s and returns', async (_, isSecure, more) => {
    await open([FIRST, SECOND, THIRD], {
      claude: [sampleStep(FIRST), limited, sampleStep(THIRD)],
    });
    const api = await startSlowChat(isSecure);
    const ran = await here.build(
      ['--engine', 'claude,huggingface', '--endpoint', api.url, ...more],
      {
        env: { LLM_API_KEY: 'test-key', NODE_EXTRA_CA_CERTS: api.ca },
        timeoutMs: 120_000,
      },
    );
    expect(ran, ran.stderr).toMatchObject({ status: 0, timedOut: false });
    const who = ['claude', 'huggingface', 'claude'];
    expect(builders()).toEqual(who);
    expect(engineEvents(ran.events)).toEqual(['engine.resting claude', 'engine.returned claude']);
    expect(ran.events.flatMap((e) => (e.type === 'chunk.committed' ? [e.engine] : []))).toEqual(
      who,
    );
    expect(ledgerEngines()).toEqual(who);
    expectPullToName(who);
    expect(stackFaults(stage, SPEC)).toEqual([]);
    expect(recordFaults(here, stage)).toEqual([]);
    expectCleanHandover(api.requests);
  });
});

function ledgerEngines(): readonly (string | null)[] {
  const state = join(here.stateDir, 'state');
  const [file = ''] = readdirSync(state).filter((name) => name.endsWith('.json'));
  const text = readFileSync(join(state, file), 'utf8');
  const { chunks } = ledgerSchema.parse(JSON.parse(text));
  return [FIRST, SECOND, THIRD].map(
    ({ title }) => Object.values(chunks).find((one) => one.title === title)?.engine ?? null,
  );
}

/** Each chunk's row of the costs names who built it. */
function expectPullToName(who: readonly string[]): void {
  const [pull] = stage.github.state.pulls;
  const part = /## Cost\n([^#]*)/.exec(pull?.body ?? '')?.[1] ?? '';
  const ids = chunkCommits(stage.origin, `main..${BRANCH}`).map(
    ({ trailers }) => trailers['Codelicious-Chunk'] ?? '',
  );
  const rows = ids.map((id) => part.split('\n').find((line) => line.includes(id)) ?? '');
  expect(rows.map((row) => /` (\w+):/.exec(row)?.[1])).toEqual(who);
}

/** Who took over began with a clean tree and was told what had been tried. */
function expectCleanHandover(requests: readonly ChatApiRequest[]): void {
  expect(Object.keys(treeOf(stage.origin, BRANCH))).not.toContain('src/half-done.js');
  expect(requests[0] && promptOf(requests[0])).toContain('LEFT-BEHIND');
  expect(stage.claude.calls().map(({ title }) => title)).toEqual(
    [FIRST, SECOND, THIRD].map(({ title }) => title),
  );
}

/** Both APIs, each with what it is to do. */
async function startBoth(messages: Script, chat: ChatScript) {
  const anthropic = await startMessagesApi(messages);
  const huggingface = await startChatApi(chat);
  servers = [anthropic, huggingface];
  const env = {
    ANTHROPIC_API_KEY: 'test-key',
    ANTHROPIC_BASE_URL: anthropic.url,
    LLM_ENDPOINT: huggingface.url,
    LLM_API_KEY: 'test-key',
  };
  return { anthropic, huggingface, env };
}

const BOTH = ['--engine', 'anthropic,huggingface', '--allow-http-loopback'];
const REFUSED: ChatTurn = { kind: 'error', status: 401, error: 'Invalid username or password.' };

describe('an engine that is not let in', () => {
  it('is asked once, said once, and the next goes on', async () => {
    await open([FIRST, SECOND]);
    const { anthropic, env } = await startBoth([refuse(401, 'authentication_error')], byChat);
    const ran = await here.build(BOTH, { env });
    expect(ran, ran.stderr).toMatchObject({ status: 0 });
    expect(builders()).toEqual(['huggingface', 'huggingface']);
    expect(engineEvents(ran.events)).toEqual(['engine.excluded anthropic']);
    expect(anthropic.requests).toHaveLength(1);
  });

  it('ends the run with 4 when nobody is left', async () => {
    await open([FIRST, SECOND]);
    const { anthropic, huggingface, env } = await startBoth(
      [refuse(401, 'authentication_error')],
      [REFUSED],
    );
    const ran = await here.build(BOTH, { env });
    expect(ran.status, ran.stderr).toBe(4);
    expect(engineEvents(ran.events)).toEqual([
      'engine.excluded anthropic',
      'engine.excluded huggingface',
    ]);
    expect([anthropic.requests.length, huggingface.requests.length]).toEqual([1, 1]);
    expect(stage.github.state.pulls).toEqual([]);
  });
});

describe('engines that are all limited', () => {
  it('end the run with 75 and the first to come back, and the next run completes', async () => {
    await open([FIRST, SECOND]);
    const busy: ChatTurn = {
      ...{ kind: 'error', status: 429, error: { message: 'slow down' } },
      headers: { 'retry-after': '600' },
    };
    let isOpen = false;
    const { env } = await startBoth(
      (request) =>
        isOpen ? byMessages(request) : refuse(429, 'rate_limit_error', { 'retry-after': '7200' }),
      (request) => (isOpen ? byChat(request) : busy),
    );
    const ran = await here.build([...BOTH, '--json'], { env });
    expect(ran.status, ran.stderr).toBe(75);
    const { stopped } = JSON.parse(ran.stdout) as { stopped: { retryAt: string } };
    const seconds = (Date.parse(stopped.retryAt) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(500);
    expect(seconds).toBeLessThan(601);
    isOpen = true;
    const again = await here.build(BOTH, { env });
    expect(again.status, again.stderr).toBe(0);
    expect(builders()).toEqual(['anthropic', 'anthropic']);
  });
});

describe('a storm of overloads', () => {
  it('is sat out, whatever it calls itself', async () => {
    await open([FIRST]);
    const storm = [529, 503, null, 500];
    const api = await startMessagesApi((request, index) => {
      const status = storm[index] ?? null;
      return status === null ? byMessages(request) : refuse(status, 'overloaded_error');
    });
    servers = [api];
    const env = { ANTHROPIC_API_KEY: 'test-key', ANTHROPIC_BASE_URL: api.url };
    const ran = await here.build(['--engine', 'anthropic'], { env });
    expect(ran, ran.stderr).toMatchObject({ status: 0 });
    expect(ran.events.filter(({ type }) => type === 'engine.retrying')).toHaveLength(3);
    expect(builders()).toEqual(['anthropic']);
  });

  it('that does not end is given up, and the next engine does the work', async () => {
    await open([FIRST]);
    const { anthropic, env } = await startBoth([refuse(529, 'overloaded_error')], byChat);
    const ran = await here.build(BOTH, { env });
    expect(ran, ran.stderr).toMatchObject({ status: 0 });
    expect(builders()).toEqual(['huggingface']);
    expect(anthropic.requests).toHaveLength(4);
  });

  it('around claude is sat out from a clean tree', async () => {
    const overloaded: FakeStep = {
      attempt: 1,
      write: { 'src/half-done.js': 'half\n' },
      result: { is_error: true, api_error_status: 529, api_error_type: 'overloaded_error' },
      exitCode: 1,
    };
    await open([FIRST], { claude: [overloaded, sampleStep(FIRST)] });
    const ran = await here.build(['--engine', 'claude']);
    expect(ran, ran.stderr).toMatchObject({ status: 0 });
    expect(stage.claude.calls()).toHaveLength(2);
    expect(Object.keys(treeOf(stage.origin, BRANCH))).not.toContain('src/half-done.js');
  });
});
