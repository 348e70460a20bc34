import Anthropic from '@anthropic-ai/sdk';
import type { ChatIo, ChatModel } from '../agent/chat-model.ts';
import type { Connection } from '../endpoint/connection.ts';
import { createExchange } from '../endpoint/exchange.ts';
import { type Fault, FloodError, faultOf } from '../endpoint/fault.ts';
import { judge } from '../endpoint/judge.ts';
import { type Attempt, type Persistence, repeat } from '../endpoint/repeat.ts';
import { sizeOf } from './models.ts';
import { createReplyReader } from './reply.ts';
import { type PreparedRequest, prepareRequest } from './request.ts';
import { createThoughts } from './thoughts.ts';

/** The library's own time-out is out of the way: the connection watches. The longest a timer takes. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

/** How the API lets us in. */
export type Credential =
  | { readonly apiKey: string }
  /** A bearer token. */
  | { readonly authToken: string };

export interface AnthropicModelOptions extends Persistence {
  readonly model: string;
  readonly baseUrl: URL;
  readonly credential: Credential;
  readonly connection: Connection;
}

/** A Claude model behind the Messages API, for one conversation at a time. */
export function createAnthropicModel(options: AnthropicModelOptions): ChatModel {
  const { model } = options;
  const thoughts = createThoughts();
  return {
    name: model,
    ...sizeOf(model),
    send: async (request, io) => {
      const prepared = prepareRequest(model, request, thoughts);
      const attempt = async (): Promise<Attempt> => {
        const { outcome, blocks } = await ask(prepared, io, options);
        if (outcome.ok) {
          const { text, toolCalls } = outcome.message;
          thoughts.keep(prepared.place, { role: 'assistant', text, toolCalls }, blocks);
        }
        return outcome;
      };
      return repeat(attempt, io, options);
    },
  };
}

interface Asked {
  readonly outcome: Attempt;
  readonly blocks: readonly Anthropic.ContentBlockParam[];
}

async function ask(
  prepared: PreparedRequest,
  io: ChatIo,
  options: AnthropicModelOptions,
): Promise<Asked> {
  const exchange = createExchange(options.connection);
  const reader = createReplyReader((text) => {
    io.onText(text);
  });
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  let thrown: Fault | null = null;
  try {
    const client = openClient(options, exchange.fetch);
    const events = await client.messages.create(prepared.params, { signal });
    for await (const event of events) reader.read(event);
  } catch (error) {
    thrown = faultOfLibrary(error);
  } finally {
    stop.abort();
  }
  const fault = exchange.fault() ?? thrown;
  const message = reader.message();
  if (message !== null && fault === null)
    return { outcome: { ok: true, message }, blocks: reader.blocks() };
  const { baseUrl, clock } = options;
  const judgement = judge(fault ?? { kind: 'cut' }, baseUrl.host, clock.now());
  return { outcome: { ok: false, judgement, usage: reader.usage() }, blocks: [] };
}

function openClient(
  { baseUrl, credential }: AnthropicModelOptions,
  fetch: typeof globalThis.fetch,
): Anthropic {
  return new Anthropic({
    apiKey: null,
    authToken: null,
    ...credential,
    baseURL: baseUrl.href.replace(/\/+$/, ''),
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
    logLevel: 'off',
    openTelemetry: false,
    fetch,
  });
}

/** What the library throws beside what the exchange saw: an error event, or an answer that is no answer. */
function faultOfLibrary(error: unknown): Fault {
  if (error instanceof Anthropic.APIUserAbortError) return { kind: 'cut' };
  if (error instanceof Anthropic.APIConnectionError || error instanceof FloodError)
    return faultOf(error);
  if (error instanceof Anthropic.APIError) return { kind: 'stream_error', error: error.error };
  return { kind: 'garbled', message: 'the answer is not what the Messages API sends' };
}
