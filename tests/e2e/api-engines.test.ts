import { afterEach, describe, expect, it } from 'vitest';
import { type ChatApiRequest, type ChatTurn, chatCall, startChatApi } from '../support/chat-api.ts';
import { type ApiRequest, call, type Reply, startMessagesApi } from '../support/messages-api.ts';
import type { LoopbackServer } from '../support/mishaps.ts';
import { pathOf, type SampleTask, sampleFiles, sourceLines, specText } from './harness/sample.ts';
import { recordFaults, specCommits, stackFaults } from './harness/soundness.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/3_greetings.md';
const TASKS: readonly SampleTask[] = [{ title: 'Say hello' }, { title: 'Say goodbye' }];
const KEY = 'canary-of-the-api-key';

let stage: Stage | null = null;
let server: LoopbackServer | null = null;

afterEach(async () => {
  await server?.close();
  await stage?.remove();
});

/** Writes the task's file, says what it did, and finishes when it is asked once more. */
function step(prompt: string, answered: number): readonly [name: string, input: unknown] {
  const title = /^- Task: (.*)$/m.exec(prompt)?.[1];
  const task = TASKS.find((one) => one.title === title);
  if (task === undefined || answered > 0)
    return ['finish', { summary: `Did it: ${String(title)}` }];
  return ['write_file', { path: pathOf(task), content: sourceLines(task) }];
}

function byMessages(request: ApiRequest): Reply {
  return call(...step(request.userText, request.toolResults.length));
}

function byChat({ body, toolResults }: ChatApiRequest): ChatTurn {
  const prompt = body.messages.find(({ role }) => role === 'user')?.content ?? '';
  return chatCall(...step(prompt, toolResults.length));
}

async function build(args: readonly string[], env: Readonly<Record<string, string>>) {
  stage = await createStage({ files: sampleFiles({ [SPEC]: specText('Greetings', TASKS) }), env });
  const here = stage.machine();
  const ran = await here.build(args);
  expect(ran, ran.stderr).toMatchObject({ status: 0, timedOut: false });
  expect(stackFaults(stage, SPEC)).toEqual([]);
  expect(recordFaults(here, stage)).toEqual([]);
  return { ran, commits: specCommits(stage, SPEC) };
}

describe('with a model behind an API', () => {
  it('anthropic builds a spec', async () => {
    const api = await startMessagesApi(byMessages);
    server = api;
    const { ran, commits } = await build(['--engine', 'anthropic'], {
      ANTHROPIC_API_KEY: KEY,
      ANTHROPIC_BASE_URL: api.url,
    });
    expect(commits).toHaveLength(2);
    expect(ran.stderr.replaceAll(/\s+/g, ' ')).toContain('billed per token to ANTHROPIC_API_KEY');
    expect(`${ran.stderr}${ran.stdout}${JSON.stringify(ran.events)}`).not.toContain(KEY);
    expect(JSON.stringify(api.requests.map(({ body }) => body))).not.toContain(KEY);
  });

  it('huggingface builds a spec by a server on this machine', async () => {
    const api = await startChatApi(byChat);
    server = api;
    const { ran, commits } = await build(
      ['--engine', 'huggingface', '--endpoint', api.url, '--allow-http-loopback'],
      { LLM_API_KEY: KEY },
    );
    expect(commits).toHaveLength(2);
    expect(ran.stderr).toContain('127.0.0.1');
    expect(JSON.stringify(api.requests.map(({ body }) => body))).not.toContain(KEY);
  });
});
