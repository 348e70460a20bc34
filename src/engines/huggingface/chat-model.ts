import { InferenceClient, InferenceClientProviderApiError } from '@huggingface/inference';
import type { ChatIo, ChatModel, ChatRequest } from '../agent/chat-model.ts';
import type { Connection } from '../endpoint/connection.ts';
import { createExchange } from '../endpoint/exchange.ts';
import { type Fault, FloodError, faultOf } from '../endpoint/fault.ts';
import { judge } from '../endpoint/judge.ts';
import { type Attempt, type Persistence, repeat } from '../endpoint/repeat.ts';
import { completionsUrl } from './completions-url.ts';
import { sizeOf } from './models.ts';
import { createReplyReader, type ReplyReader } from './reply.ts';
import { writeRequest } from './request.ts';

export interface HuggingFaceModelOptions extends Persistence {
  readonly model: string;
  readonly endpoint: URL;
  /** Empty for a server that asks for none. */
  readonly token: string;
  readonly connection: Connection;
}

/** A model behind Hugging Face's router or any server that speaks OpenAI's chat completions. */
export function createHuggingFaceModel(options: HuggingFaceModelOptions): ChatModel {
  const { model, endpoint } = options;
  return {
    name: model,
    ...sizeOf(model, endpoint),
    send: async (request, io) => repeat(() => ask(request, io, options), io, options),
  };
}

async function ask(
  request: ChatRequest,
  io: ChatIo,
  options: HuggingFaceModelOptions,
): Promise<Attempt> {
  const exchange = createExchange(options.connection);
  const reader = createReplyReader((text) => {
    io.onText(text);
  });
  const stop = new AbortController();
  let thrown: Fault | null = null;
  try {
    await readAll(request, reader, {
      ...options,
      fetch: exchange.fetch,
      signal: AbortSignal.any([io.signal, stop.signal]),
    });
  } catch (error) {
    thrown = faultOfLibrary(error);
  } finally {
    stop.abort();
  }
  const fault = exchange.fault() ?? thrown ?? { kind: 'cut' };
  // Whole is whole, even when the connection was lost behind it.
  const message = fault.kind === 'cut' ? reader.message(callIds(request)) : null;
  if (message !== null) return { ok: true, message };
  const judgement = judge(fault, options.endpoint.host, options.clock.now());
  return { ok: false, judgement, usage: reader.usage() };
}

async function readAll(
  request: ChatRequest,
  reader: ReplyReader,
  options: HuggingFaceModelOptions & {
    readonly fetch: typeof globalThis.fetch;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { model, endpoint, token, fetch, signal } = options;
  const client = new InferenceClient(token, { endpointUrl: completionsUrl(endpoint).href });
  const body = writeRequest(model, request) as unknown as Parameters<
    InferenceClient['chatCompletionStream']
  >[0];
  const chunks = client.chatCompletionStream(body, { fetch, signal, retry_on_error: false });
  for await (const chunk of chunks) reader.read(chunk);
}

/** What the library throws beside what the exchange saw: an error in the stream, or what is no stream. */
function faultOfLibrary(error: unknown): Fault {
  if (error instanceof InferenceClientProviderApiError) {
    const { body } = error.httpResponse;
    if (typeof body === 'object') return { kind: 'stream_error', error: body };
  }
  if (error instanceof FloodError) return faultOf(error);
  return { kind: 'garbled', message: 'the answer is not a stream of chat completions' };
}

function callIds({ messages }: ChatRequest): ReadonlySet<string> {
  const calls = messages.flatMap((message) =>
    message.role === 'assistant' ? message.toolCalls : [],
  );
  return new Set(calls.map(({ id }) => id));
}
