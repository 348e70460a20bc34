import { instantOf } from './reset-time.ts';
import {
  type AssistantMessage,
  assistant,
  CONTEXT_WINDOW,
  denied,
  init,
  limit,
  type PartialCounts,
  type ResultMessage,
  result,
  streamEvent,
  user,
} from './stream-schema.ts';

/** One line of `--output-format stream-json`, as far as it matters here. */
export type StreamMessage =
  | { readonly type: 'init'; readonly session: string; readonly model: string | null }
  | {
      readonly type: 'assistant';
      /** Why there is no real answer, such as `rate_limit`. */
      readonly error: string | null;
      /** Epoch milliseconds. */
      readonly resetsAt: number | null;
      /** Seconds. */
      readonly retryAfter: number | null;
      readonly message: AssistantMessage;
    }
  /** Answers to tool calls, by the calls' ids. */
  | { readonly type: 'answers'; readonly ids: readonly string[] }
  /** The model begins a message. */
  | { readonly type: 'begins'; readonly message: AssistantMessage }
  /** What the message begun last has come to. */
  | {
      readonly type: 'grows';
      readonly usage: PartialCounts;
      /** Why the message ended, such as `tool_use`; null while it does not. */
      readonly stopReason: string | null;
    }
  /** Something happens that matters to nobody but those who wonder whether anything does. */
  | { readonly type: 'sign' }
  | {
      readonly type: 'denied';
      readonly id: string;
      readonly tool: string;
      readonly detail: string;
    }
  | {
      readonly type: 'limit';
      readonly status: string;
      /** Epoch milliseconds. */
      readonly resetsAt: number | null;
    }
  | { readonly type: 'result'; readonly message: ResultMessage };

/**
 * Reads one line. The order of keys is not fixed and unknown kinds of line come and go with the
 * program's version.
 * @returns null for what is not JSON, not an object, or of no interest
 */
export function parseStreamLine(line: string): StreamMessage | null {
  if (!line.trimStart().startsWith('{')) return null;
  if (line.slice(0, LOOKED_AT).includes(DELTA)) return { type: 'sign' };
  const value = parseObject(line);
  switch (value['type']) {
    case 'system':
      return readSystem(value);
    case 'rate_limit_event':
      return readLimit(value);
    case 'assistant':
      return readAssistant(value);
    case 'user':
      return readAnswers(value);
    case 'stream_event':
      return readEvent(value);
    case 'result':
      return { type: 'result', message: result.parse(value) };
    default:
      return null;
  }
}

/** Whether a line is one of the stream, whole or cut: no plain text of a program that does not stream. */
export function isOfStream(line: string): boolean {
  return /^\s*\{/.test(line) && line.slice(0, LOOKED_AT).includes('"type"');
}

/** Pieces of a message come by the thousand and say nothing that the whole does not: they are not taken apart. */
const DELTA = '"content_block_delta"';
/** Characters in which a piece gives itself away. */
const LOOKED_AT = 200;

function readSystem(value: Record<string, unknown>): StreamMessage | null {
  if (value['subtype'] === 'init') return readInit(value);
  return value['subtype'] === 'permission_denied' ? readDenied(value) : null;
}

function readInit(value: Record<string, unknown>): StreamMessage | null {
  const read = init.safeParse(value);
  if (!read.success) return null;
  return { type: 'init', session: read.data.session_id, model: read.data.model };
}

function readDenied(value: Record<string, unknown>): StreamMessage {
  const { tool_name, tool_use_id, message } = denied.parse(value);
  return { type: 'denied', id: tool_use_id, tool: tool_name, detail: message };
}

function readLimit(value: Record<string, unknown>): StreamMessage | null {
  const read = limit.safeParse(value);
  if (!read.success) return null;
  const { status, resetsAt } = read.data.rate_limit_info;
  return { type: 'limit', status, resetsAt: instantOf(resetsAt) };
}

function readAssistant(value: Record<string, unknown>): StreamMessage {
  const { error, api_error_params, retry_after, message } = assistant.parse(value);
  const resetsAt = instantOf(api_error_params?.rate_limit_info?.resetsAt);
  const cause = api_error_params?.cut === CONTEXT_WINDOW ? CONTEXT_WINDOW : error;
  return { type: 'assistant', error: cause, resetsAt, retryAfter: retry_after, message };
}

function readAnswers(value: Record<string, unknown>): StreamMessage {
  const { content } = user.parse(value).message;
  const ids = content.filter(({ type }) => type === 'tool_result').map((part) => part.tool_use_id);
  return { type: 'answers', ids };
}

function readEvent(value: Record<string, unknown>): StreamMessage {
  const { type, message, usage, delta } = streamEvent.parse(value).event;
  if (type === 'message_start' && message !== undefined) return { type: 'begins', message };
  if (type !== 'message_delta') return { type: 'sign' };
  return { type: 'grows', usage, stopReason: delta.stop_reason };
}

function parseObject(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return {};
  }
}
