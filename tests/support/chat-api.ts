import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  bodyOf,
  isMishap,
  type LoopbackServer,
  type Mishap,
  playMishap,
  startLoopback,
} from './mishaps.ts';

/** A tool call of a scripted turn; arguments that are a string are sent as they stand. */
export interface ChatCall {
  readonly name: string;
  readonly arguments: unknown;
}

/** How the server answers one request. */
export type ChatTurn =
  | {
      readonly kind: 'turn';
      readonly text?: string;
      readonly calls?: readonly ChatCall[];
      /** Default: `tool_calls` when there are calls, else `stop`. */
      readonly finish?: string;
      /** Default 10 and 5; null for a server that does not count. */
      readonly usage?: {
        readonly prompt: number;
        readonly completion: number;
        readonly cached?: number;
      } | null;
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      /** The `error` member of the body. */
      readonly error: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Starts an answer and breaks it off with an error of its own. */
  | { readonly kind: 'stream_error'; readonly error: unknown }
  /** These chunks, as they stand. */
  | { readonly kind: 'chunks'; readonly chunks: readonly unknown[] }
  | Mishap;

/** One request as it came. */
export interface ChatApiRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: ChatBody;
  /** Answers to the tools called so far, oldest first. */
  readonly toolResults: readonly string[];
  /** How often this conversation has been answered. */
  readonly turn: number;
}

interface ChatBody {
  readonly model: string;
  readonly stream?: boolean;
  readonly stream_options?: unknown;
  readonly max_tokens?: number;
  readonly messages: readonly {
    readonly role: string;
    readonly content: string;
    readonly tool_calls?: readonly {
      readonly id: string;
      readonly function: { readonly arguments: string };
    }[];
    readonly tool_call_id?: string;
  }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly tool_choice?: unknown;
}

/** Replies in order (the last one again when they run out), or a function of the request. */
export type ChatScript =
  | readonly ChatTurn[]
  | ((request: ChatApiRequest, index: number) => ChatTurn);

/** Its `url` is for `--endpoint`. */
export interface ChatApi extends LoopbackServer {
  readonly requests: readonly ChatApiRequest[];
}

/** A turn that says something and ends. */
export function chatSay(text: string): ChatTurn {
  return { kind: 'turn', text };
}

/** A turn that calls one tool. */
export function chatCall(name: string, given: unknown): ChatTurn {
  return { kind: 'turn', calls: [{ name, arguments: given }] };
}

/**
 * A scripted, loopback-only server of OpenAI's chat completions (`POST …/chat/completions`, streaming by
 * server-sent events). Close it in the test's clean-up: hanging connections are dropped by `close`.
 */
export async function startChatApi(script: ChatScript): Promise<ChatApi> {
  const requests: ChatApiRequest[] = [];
  const handle = chatHandler(script, requests);
  const server = await startLoopback(handle);
  return { ...server, requests };
}

/** What answers the requests and writes them down, for servers of other kinds. */
export function chatHandler(
  script: ChatScript,
  requests: ChatApiRequest[],
): (incoming: IncomingMessage, response: ServerResponse) => void {
  return (incoming, response) => {
    void bodyOf(incoming).then((text) => {
      if (!(incoming.url ?? '').endsWith('/chat/completions')) {
        response.writeHead(404).end('not found');
        return;
      }
      const request = describe(incoming, JSON.parse(text) as ChatBody);
      requests.push(request);
      answer(pick(script, request, requests.length - 1), request, response);
    });
  };
}

function describe(incoming: IncomingMessage, body: ChatBody): ChatApiRequest {
  return {
    path: incoming.url ?? '',
    headers: incoming.headers,
    body,
    toolResults: body.messages.filter(({ role }) => role === 'tool').map(({ content }) => content),
    turn: body.messages.filter(({ role }) => role === 'assistant').length,
  };
}

function pick(script: ChatScript, request: ChatApiRequest, index: number): ChatTurn {
  if (typeof script === 'function') return script(request, index);
  return script[Math.min(index, script.length - 1)] ?? chatSay('');
}

function answer(reply: ChatTurn, { body }: ChatApiRequest, response: ServerResponse): void {
  if (isMishap(reply)) {
    const piece = (text: string): string => event(chunk(body.model, { content: text }));
    playMishap(reply, response, { begin: piece('I was abo'), piece });
    return;
  }
  if (reply.kind === 'error') {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify({ error: reply.error }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const part of parts(reply, body.model)) response.write(event(part));
  if (reply.kind !== 'stream_error') response.write('data: [DONE]\n\n');
  response.end();
}

function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function parts(
  reply: Extract<ChatTurn, { kind: 'turn' | 'stream_error' | 'chunks' }>,
  model: string,
): readonly unknown[] {
  if (reply.kind === 'chunks') return reply.chunks;
  if (reply.kind === 'stream_error')
    return [chunk(model, { content: 'I was' }), { error: reply.error }];
  const { text = '', calls = [], usage = { prompt: 10, completion: 5 } } = reply;
  const finish = reply.finish ?? (calls.length > 0 ? 'tool_calls' : 'stop');
  return [
    chunk(model, { role: 'assistant', content: '' }),
    ...(text === '' ? [] : [chunk(model, { content: text })]),
    ...calls.flatMap((call, index) => callParts(model, call, index)),
    chunk(model, {}, finish),
    ...(usage === null ? [] : [usagePart(model, usage)]),
  ];
}

let calls = 0;

/** The name in one piece, the arguments in two. */
function callParts(
  model: string,
  { name, arguments: given }: ChatCall,
  index: number,
): readonly unknown[] {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const half = Math.ceil(text.length / 2);
  calls += 1;
  const id = `chatcall${String(calls)}`;
  return [
    chunk(model, {
      tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }],
    }),
    chunk(model, { tool_calls: [{ index, function: { arguments: text.slice(0, half) } }] }),
    chunk(model, { tool_calls: [{ index, function: { arguments: text.slice(half) } }] }),
  ];
}

function chunk(model: string, delta: unknown, finish: string | null = null): unknown {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, choices };
}

function usagePart(
  model: string,
  {
    prompt,
    completion,
    cached = 0,
  }: { readonly prompt: number; readonly completion: number; readonly cached?: number },
): unknown {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model,
    choices: [],
    usage: {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      prompt_tokens_details: { cached_tokens: cached },
    },
  };
}
