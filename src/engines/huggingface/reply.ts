import type { ChatReply, ChatUsage } from '../agent/chat-model.ts';
import { createGauge } from '../endpoint/gauge.ts';
import { createCallReader } from './calls.ts';
import { type Chunk, chunkSchema } from './chunk.ts';

type Message = Extract<ChatReply, { readonly type: 'message' }>;

/** Why servers say that they stopped; anything else is an end of the model's own. */
const STOPS: Readonly<Record<string, Message['stop']>> = {
  length: 'length',
  content_filter: 'refusal',
};

/** A reply put together from its pieces. */
export interface ReplyReader {
  /** Throws for what is no piece of a chat completion. */
  read(chunk: unknown): void;
  /** What the reply is; null until the server has said that it is whole. */
  message(takenIds: ReadonlySet<string>): Message | null;
  /** Null where the server does not count. */
  usage(): ChatUsage | null;
}

export function createReplyReader(onText: (text: string) => void): ReplyReader {
  const calls = createCallReader();
  const gauge = createGauge();
  let text = '';
  let stop: string | null = null;
  let usage: ChatUsage | null = null;
  return {
    read: (value) => {
      const chunk = chunkSchema.parse(value);
      usage = readUsage(chunk.usage) ?? usage;
      const choice = chunk.choices?.[0];
      const said = choice?.delta?.content ?? '';
      gauge(said);
      text += said;
      if (said !== '') onText(said);
      for (const piece of choice?.delta?.tool_calls ?? []) {
        gauge(typeof piece.function?.arguments === 'string' ? piece.function.arguments : '');
        calls.add(piece);
      }
      stop = choice?.finish_reason ?? stop;
    },
    message: (takenIds) => {
      if (stop === null) return null;
      const toolCalls = calls.calls(takenIds);
      const ending = STOPS[stop] ?? (toolCalls.length > 0 ? 'tools' : 'end');
      return { type: 'message', text, toolCalls, stop: ending, usage };
    },
    usage: () => usage,
  };
}

/** The whole prompt is counted with what the cache had of it. */
function readUsage(usage: Chunk['usage']): ChatUsage | null {
  const prompt = usage?.prompt_tokens ?? null;
  const output = usage?.completion_tokens ?? null;
  if (prompt === null && output === null) return null;
  const cacheRead = Math.min(usage?.prompt_tokens_details?.cached_tokens ?? 0, prompt ?? 0);
  return { input: (prompt ?? 0) - cacheRead, output: output ?? 0, cacheRead, cacheWrite: 0 };
}
