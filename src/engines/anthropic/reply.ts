import type Anthropic from '@anthropic-ai/sdk';
import type { ChatReply, ChatToolCall, ChatUsage } from '../agent/chat-model.ts';
import { readArguments } from '../endpoint/arguments.ts';
import { createGauge } from '../endpoint/gauge.ts';
import { inputOf } from './request.ts';

type Message = Extract<ChatReply, { readonly type: 'message' }>;

const STOPS: Readonly<Record<string, Message['stop']>> = {
  tool_use: 'tools',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'refusal',
};

/** One block of a reply as its pieces come. */
interface Draft {
  readonly start: Anthropic.ContentBlock;
  /** Text, thought, or the JSON of a call's input. */
  body: string;
  signature: string;
}

/** A reply put together from its events. */
export interface ReplyReader {
  read(event: Anthropic.RawMessageStreamEvent): void;
  /** What the reply is; null until it has come to its end. */
  message(): Message | null;
  /** The blocks as they have to go back. */
  blocks(): readonly Anthropic.ContentBlockParam[];
  /** What it has cost so far; null before the API says so. */
  usage(): ChatUsage | null;
}

export function createReplyReader(onText: (text: string) => void): ReplyReader {
  const drafts = new Map<number, Draft>();
  const gauge = createGauge();
  let stop: string | null = null;
  let ended = false;
  let usage: ChatUsage | null = null;
  const readDelta = ({ index, delta }: Anthropic.RawContentBlockDeltaEvent): void => {
    const draft = drafts.get(index);
    if (draft === undefined)
      throw new Error(`a piece of block ${String(index)}, which has not begun`);
    const piece = bodyOf(delta);
    gauge(piece);
    if (delta.type === 'signature_delta') draft.signature += piece;
    else draft.body += piece;
    if (delta.type === 'text_delta') onText(delta.text);
  };
  return {
    read: (event) => {
      if (event.type === 'message_start') usage = readUsage(event.message.usage, null);
      else if (event.type === 'content_block_start')
        drafts.set(event.index, begin(event.content_block));
      else if (event.type === 'content_block_delta') readDelta(event);
      else if (event.type === 'message_delta') {
        stop = event.delta.stop_reason;
        usage = readUsage(event.usage, usage);
      } else if (event.type === 'message_stop') ended = true;
    },
    message: () => (ended ? toMessage([...drafts.values()], stop ?? '', usage) : null),
    blocks: () => [...drafts.values()].flatMap(toBlock),
    usage: () => usage,
  };
}

function begin(start: Anthropic.ContentBlock): Draft {
  const body = start.type === 'text' ? start.text : start.type === 'thinking' ? start.thinking : '';
  return { start, body, signature: start.type === 'thinking' ? start.signature : '' };
}

function bodyOf(delta: Anthropic.RawContentBlockDelta): string {
  if (delta.type === 'text_delta') return delta.text;
  if (delta.type === 'thinking_delta') return delta.thinking;
  if (delta.type === 'signature_delta') return delta.signature;
  return delta.type === 'input_json_delta' ? delta.partial_json : '';
}

type Counts = Partial<
  Record<
    'input_tokens' | 'output_tokens' | 'cache_read_input_tokens' | 'cache_creation_input_tokens',
    number | null
  >
>;

/** Counts are those of the whole reply so far; what the later event leaves out stays. A gateway may leave out all. */
function readUsage(counts: Counts | null | undefined, before: ChatUsage | null): ChatUsage | null {
  if (counts === null || counts === undefined) return before;
  return {
    input: counts.input_tokens ?? before?.input ?? 0,
    output: counts.output_tokens ?? before?.output ?? 0,
    cacheRead: counts.cache_read_input_tokens ?? before?.cacheRead ?? 0,
    cacheWrite: counts.cache_creation_input_tokens ?? before?.cacheWrite ?? 0,
  };
}

function toMessage(drafts: readonly Draft[], stop: string, usage: ChatUsage | null): Message {
  const texts = drafts.flatMap(({ start, body }) => (start.type === 'text' ? [body] : []));
  const toolCalls = drafts.flatMap(toCall);
  return {
    type: 'message',
    text: texts.filter((text) => text.trim() !== '').join('\n\n'),
    toolCalls,
    stop: STOPS[stop] ?? (toolCalls.length > 0 ? 'tools' : 'end'),
    usage,
  };
}

function toCall({ start, body }: Draft): readonly ChatToolCall[] {
  if (start.type !== 'tool_use') return [];
  const given = body === '' ? ({ type: 'json', value: start.input } as const) : readArguments(body);
  return [{ id: start.id, name: start.name, arguments: given }];
}

function toBlock(draft: Draft): readonly Anthropic.ContentBlockParam[] {
  const { start, body, signature } = draft;
  switch (start.type) {
    case 'text':
      return body.trim() === '' ? [] : [{ type: 'text', text: body }];
    case 'thinking':
      return [{ type: 'thinking', thinking: body, signature }];
    case 'redacted_thinking':
      return [{ type: 'redacted_thinking', data: start.data }];
    case 'tool_use':
      return toCall(draft).map(({ id, name, arguments: given }) => ({
        type: 'tool_use',
        id,
        name,
        input: inputOf(given),
      }));
    default:
      return [];
  }
}
