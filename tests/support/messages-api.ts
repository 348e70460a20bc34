import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  bodyOf,
  isMishap,
  type LoopbackServer,
  type Mishap,
  playMishap,
  startLoopback,
} from './mishaps.ts';

/** A content block of an assistant turn. */
export type Block =
  | { readonly type: 'text'; readonly text: string }
  /** What the model thinks before it acts. */
  | { readonly type: 'thinking'; readonly signature: string }
  /** An input that is a string is sent as it stands. */
  | { readonly type: 'tool_use'; readonly name: string; readonly input: unknown };

/** How the server answers one request. */
export type Reply =
  | {
      readonly kind: 'turn';
      readonly blocks: readonly Block[];
      /** Default: `tool_use` when a block is one, else `end_turn`. */
      readonly stop?: 'end_turn' | 'tool_use' | 'max_tokens' | 'refusal';
      readonly inputTokens?: number;
      readonly outputTokens?: number;
      readonly cacheReadTokens?: number;
      readonly cacheWriteTokens?: number;
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly type: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Starts an answer and breaks it off with an error of its own. */
  | { readonly kind: 'stream_error'; readonly type: string; readonly message?: string }
  | Mishap;

/** One request as it came. */
export interface ApiRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: MessagesBody;
  /** All text of the user's turns, tool results aside. */
  readonly userText: string;
  /** Text of the system prompt. */
  readonly systemText: string;
  /** Results of the tools called so far, oldest first. */
  readonly toolResults: readonly { readonly text: string; readonly isError: boolean }[];
  /** How often this conversation has been answered, counted by its assistant turns. */
  readonly turn: number;
}

interface MessagesBody {
  readonly model: string;
  readonly system?: unknown;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly name: string }[];
}

/** Replies in order (the last one again when they run out), or a function of the request. */
export type Script = readonly Reply[] | ((request: ApiRequest, index: number) => Reply);

/** Its `url` is for `ANTHROPIC_BASE_URL`. */
export interface MessagesApi extends LoopbackServer {
  readonly requests: readonly ApiRequest[];
}

/** A turn that says something and ends. */
export function say(text: string): Reply {
  return { kind: 'turn', blocks: [{ type: 'text', text }] };
}

/** A turn that calls one tool. */
export function call(name: string, input: unknown): Reply {
  return { kind: 'turn', blocks: [{ type: 'tool_use', name, input }] };
}

/** An error as the Messages API words it. */
export function refuse(status: number, type: string, headers: Record<string, string> = {}): Reply {
  return { kind: 'error', status, type, headers };
}

/**
 * A scripted, loopback-only Messages API (`POST /v1/messages`, streaming by server-sent events).
 * Close it in the test's clean-up: hanging connections are dropped by `close`.
 */
export async function startMessagesApi(script: Script): Promise<MessagesApi> {
  const requests: ApiRequest[] = [];
  const server = await startLoopback((incoming, response) => {
    void readBody(incoming).then((body) => {
      if (!(incoming.url ?? '').startsWith('/v1/messages')) {
        response.writeHead(404).end();
        return;
      }
      const request = describeRequest(incoming, body);
      requests.push(request);
      answer(pick(script, request, requests.length - 1), request, response);
    });
  });
  return { ...server, requests };
}

function pick(script: Script, request: ApiRequest, index: number): Reply {
  if (typeof script === 'function') return script(request, index);
  return script[Math.min(index, script.length - 1)] ?? say('');
}

async function readBody(incoming: IncomingMessage): Promise<MessagesBody> {
  const text = await bodyOf(incoming);
  return (text === '' ? { model: '', messages: [] } : JSON.parse(text)) as MessagesBody;
}

function describeRequest(incoming: IncomingMessage, body: MessagesBody): ApiRequest {
  const blocks = body.messages
    .filter((message) => message.role === 'user')
    .flatMap((message) => contentBlocks(message.content));
  return {
    path: incoming.url ?? '',
    headers: incoming.headers,
    body,
    userText: textOf(blocks),
    systemText: textOf(contentBlocks(body.system)),
    toolResults: blocks
      .filter((block) => block['type'] === 'tool_result')
      .map((block) => ({
        text: textOf(contentBlocks(block['content'])),
        isError: block['is_error'] === true,
      })),
    turn: body.messages.filter((message) => message.role === 'assistant').length,
  };
}

function contentBlocks(content: unknown): readonly Record<string, unknown>[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? (content as Record<string, unknown>[]) : [];
}

function textOf(blocks: readonly Record<string, unknown>[]): string {
  return blocks
    .filter((block) => block['type'] === 'text')
    .map((block) => String(block['text']))
    .join('\n');
}

function answer(reply: Reply, request: ApiRequest, response: ServerResponse): void {
  if (isMishap(reply)) {
    const piece = (text: string): string => lines(textDelta(text));
    const begin = cutEvents(request).map(lines).join('');
    playMishap(reply, response, { begin, piece });
    return;
  }
  if (reply.kind === 'error') {
    const error = { type: reply.type, message: reply.message ?? `scripted ${reply.type}` };
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify({ type: 'error', error }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const events = reply.kind === 'turn' ? turnEvents(reply, request) : cutEvents(request);
  for (const event of events) response.write(lines(event));
  if (reply.kind === 'stream_error') {
    const error = { type: reply.type, message: reply.message ?? `scripted ${reply.type}` };
    response.write(lines({ type: 'error', error }));
  }
  response.end();
}

function lines(event: Record<string, unknown>): string {
  return `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`;
}

function textDelta(text: string): Record<string, unknown> {
  return { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } };
}

let messages = 0;

interface InputTokens {
  readonly inputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
}

function messageStart(request: ApiRequest, tokens: InputTokens): Record<string, unknown> {
  messages += 1;
  const usage = {
    input_tokens: tokens.inputTokens ?? 10,
    output_tokens: 1,
    cache_creation_input_tokens: tokens.cacheWriteTokens ?? 0,
    cache_read_input_tokens: tokens.cacheReadTokens ?? 0,
  };
  return {
    type: 'message_start',
    message: {
      id: `msg_${String(messages)}`,
      type: 'message',
      role: 'assistant',
      model: request.body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  };
}

function cutEvents(request: ApiRequest): readonly Record<string, unknown>[] {
  return [
    messageStart(request, {}),
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    textDelta('I was abo'),
  ];
}

function turnEvents(
  reply: Extract<Reply, { kind: 'turn' }>,
  request: ApiRequest,
): readonly Record<string, unknown>[] {
  const calls = reply.blocks.some((block) => block.type === 'tool_use');
  const stop = reply.stop ?? (calls ? 'tool_use' : 'end_turn');
  return [
    messageStart(request, reply),
    ...reply.blocks.flatMap((block, index) => blockEvents(block, index)),
    {
      type: 'message_delta',
      delta: { stop_reason: stop, stop_sequence: null },
      usage: { output_tokens: reply.outputTokens ?? 5 },
    },
    { type: 'message_stop' },
  ];
}

function blockEvents(block: Block, index: number): readonly Record<string, unknown>[] {
  const stop = { type: 'content_block_stop', index };
  if (block.type === 'text') {
    return [
      { type: 'content_block_start', index, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index, delta: { type: 'text_delta', text: block.text } },
      stop,
    ];
  }
  if (block.type === 'thinking') {
    const { signature } = block;
    return [
      {
        type: 'content_block_start',
        index,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      },
      { type: 'content_block_delta', index, delta: { type: 'signature_delta', signature } },
      stop,
    ];
  }
  const id = `toolu_${String(messages)}_${String(index)}`;
  const start = { type: 'tool_use', id, name: block.name, input: {} };
  const json = typeof block.input === 'string' ? block.input : JSON.stringify(block.input);
  const delta = { type: 'input_json_delta', partial_json: json };
  return [
    { type: 'content_block_start', index, content_block: start },
    { type: 'content_block_delta', index, delta },
    stop,
  ];
}
