import { expect } from 'vitest';
import type {
  ChatIo,
  ChatModel,
  ChatReply,
  ChatRequest,
  ChatToolCall,
  ChatUsage,
} from '../../src/engines/agent/chat-model.ts';

type Message = Extract<ChatReply, { readonly type: 'message' }>;

/** What a scripted model does next: a reply, or a function of what it was sent. */
export type Step =
  | ChatReply
  | ((request: ChatRequest, io: ChatIo) => ChatReply | Promise<ChatReply>);

export interface ScriptedModel extends ChatModel {
  readonly requests: readonly ChatRequest[];
}

/**
 * A model that says what it was told to. Like a provider it refuses requests that are not well-formed: an
 * assertion fails for them.
 */
export function scriptedModel(
  steps: readonly Step[],
  shape: Partial<ChatModel> = {},
): ScriptedModel {
  const requests: ChatRequest[] = [];
  return {
    name: 'test-model',
    contextTokens: 100_000,
    maxOutputTokens: 4096,
    ...shape,
    requests,
    send: async (request, io) => {
      checkRequest(request);
      const step = steps[requests.length];
      requests.push(structuredClone(request));
      if (step === undefined) throw new Error('the script has ended');
      const reply = typeof step === 'function' ? await step(request, io) : step;
      if (reply.type === 'message' && reply.text !== '') io.onText(reply.text);
      return reply;
    },
  };
}

export function checkRequest({ system, messages, maxOutputTokens }: ChatRequest): void {
  expect(system).not.toBe('');
  expect(maxOutputTokens).toBeGreaterThan(0);
  expect(messages[0]?.role).toBe('user');
  expect(messages.at(-1)?.role).not.toBe('assistant');
  for (const [index, message] of messages.entries()) {
    const before = messages[index - 1];
    if (message.role === 'assistant') {
      expect(before?.role).not.toBe('assistant');
      expect(message.text.trim() === '' && message.toolCalls.length === 0).toBe(false);
    } else if (index > 0) {
      expect(before?.role).toBe('assistant');
      const asked = before?.role === 'assistant' ? before.toolCalls.map(({ id }) => id) : [];
      const answered = message.role === 'tools' ? message.results.map(({ callId }) => callId) : [];
      expect(answered).toEqual(asked);
    }
  }
}

let calls = 0;

export function call(name: string, args: unknown): ChatToolCall {
  calls += 1;
  return { id: `call-${calls}`, name, arguments: { type: 'json', value: args } };
}

/** A reply that calls tools. */
export function calling(...toolCalls: readonly ChatToolCall[]): Message {
  return { type: 'message', text: '', toolCalls, stop: 'tools', usage: usage({}) };
}

/** A reply without calls. */
export function saying(text: string, change: Partial<Message> = {}): Message {
  return { type: 'message', text, toolCalls: [], stop: 'end', usage: usage({}), ...change };
}

export function finishing(summary = 'Done.', more: object = {}): Message {
  return calling(call('finish', { summary, ...more }));
}

export function usage(change: Partial<ChatUsage>): ChatUsage {
  return { input: 100, output: 10, cacheRead: 0, cacheWrite: 0, ...change };
}

/** The results of the last message of a request. */
export function answers(request: ChatRequest | undefined): readonly string[] {
  const last = request?.messages.at(-1);
  if (last?.role === 'tools') return last.results.map(({ text }) => text);
  return last?.role === 'user' ? [last.text] : [];
}
