import type { EngineFailureCode } from '../../domain/engine-job.ts';

/** No request leaves less room for the answer than this; it takes a short tool call. */
export const MIN_REPLY_TOKENS = 1024;

/** A tool as a model is told of it. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** A JSON Schema of type `object`. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A tool call as the model wrote it. */
export interface ChatToolCall {
  /** Unique within the conversation. */
  readonly id: string;
  readonly name: string;
  readonly arguments: ToolArguments;
}

/** Arguments that are JSON, whatever they hold, or the text that is none. */
export type ToolArguments =
  | { readonly type: 'json'; readonly value: unknown }
  | { readonly type: 'malformed'; readonly raw: string };

/** The answer to one tool call. */
export interface ToolResult {
  readonly callId: string;
  readonly text: string;
  readonly isError: boolean;
}

/**
 * One message of a conversation. It begins with a `user` one, the sides take turns (`tools` is of
 * the user's side), and an assistant's message with calls is followed by the `tools` message that
 * answers all of them, in their order.
 */
export type ChatMessage =
  | { readonly role: 'user'; readonly text: string }
  | AssistantMessage
  | ToolsMessage;

export interface AssistantMessage {
  readonly role: 'assistant';
  /** Empty when there were only calls; never empty without calls. */
  readonly text: string;
  readonly toolCalls: readonly ChatToolCall[];
}

export interface ToolsMessage {
  readonly role: 'tools';
  readonly results: readonly ToolResult[];
}

export interface ChatRequest {
  /** The same throughout a conversation, as are `tools` and the first message: what a cache can hold. */
  readonly system: string;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolSpec[];
  /** Left out means `auto`. */
  readonly toolChoice?: 'auto' | 'none';
  /** The most tokens the answer may take; at most the model's `maxOutputTokens`, and at least `MIN_REPLY_TOKENS`. */
  readonly maxOutputTokens: number;
}

export interface ChatIo {
  readonly signal: AbortSignal;
  /** Epoch milliseconds; no request is repeated beyond it. */
  readonly deadline: number;
  /** Prose as it comes, in pieces; a call that is repeated may say it again. */
  onText(text: string): void;
  /** Told before each repetition of the request. */
  onRetry(retry: ChatRetry): void;
}

export interface ChatRetry {
  /** 1 for the first repetition. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly why: string;
}

/** Tokens of one reply as the provider counts them; `input` without what a cache had a part in. */
export interface ChatUsage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** Failures of a provider, out of all an engine may have. */
export type ChatFailureCode = Extract<
  EngineFailureCode,
  'overloaded' | 'bad_model' | 'bad_request' | 'context_overflow' | 'protocol' | 'refused'
>;

/**
 * What became of a request, repetitions included.
 * - `message`: `stop` is `end` when the model ended its turn, `tools` when it waits for results,
 *   `length` when it was cut at `maxOutputTokens` or at the end of the window, `refusal` when it declined
 * - `aborted`: by the signal
 * - `failed`: `overloaded` also for a provider out of reach, `protocol` for an answer that broke off or
 *   is none
 */
export type ChatReply =
  | {
      readonly type: 'message';
      readonly text: string;
      readonly toolCalls: readonly ChatToolCall[];
      readonly stop: 'end' | 'tools' | 'length' | 'refusal';
      /** Null when the provider did not say. */
      readonly usage: ChatUsage | null;
    }
  | {
      readonly type: 'rate_limited';
      /** Epoch milliseconds; null when the provider does not say. */
      readonly resetsAt: number | null;
      readonly message: string;
    }
  | { readonly type: 'unauthenticated'; readonly message: string }
  | { readonly type: 'aborted' }
  | {
      readonly type: 'failed';
      readonly code: ChatFailureCode;
      readonly message: string;
      /** What a reply that broke off had cost, where the provider said; left out means nothing. */
      readonly usage?: ChatUsage | null;
    };

/** A model one can talk to, whoever serves it. */
export interface ChatModel {
  /** The provider's name of the model, by which prices are looked up. */
  readonly name: string;
  /** Tokens of the window, the answer included. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** Never rejects. Repeats what is worth repeating, within `deadline`. */
  send(request: ChatRequest, io: ChatIo): Promise<ChatReply>;
}
