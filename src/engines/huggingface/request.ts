import type { ChatMessage, ChatRequest, ChatToolCall, ToolSpec } from '../agent/chat-model.ts';

/** A message of OpenAI's chat completions. */
export type WireMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | {
      readonly role: 'assistant';
      readonly content: string;
      readonly tool_calls?: readonly WireCall[];
    }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string };

interface WireCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** A request as OpenAI's chat completions take it; no sampling is set, since each model has its own defaults. */
export function writeRequest(model: string, request: ChatRequest) {
  const { system, messages, tools, toolChoice = 'auto', maxOutputTokens } = request;
  return {
    model,
    messages: [{ role: 'system', content: system }, ...messages.flatMap(writeMessage)] as const,
    max_tokens: maxOutputTokens,
    stream_options: { include_usage: true },
    ...(tools.length === 0 ? {} : { tools: tools.map(writeTool), tool_choice: toolChoice }),
  };
}

function writeMessage(message: ChatMessage): readonly WireMessage[] {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: message.text }];
    case 'assistant':
      return [
        {
          role: 'assistant',
          content: message.text,
          ...(message.toolCalls.length === 0
            ? {}
            : { tool_calls: message.toolCalls.map(writeCall) }),
        },
      ];
    case 'tools':
      return message.results.map(({ callId, text }) => ({
        role: 'tool',
        tool_call_id: callId,
        content: text,
      }));
  }
}

/** Servers read the arguments again to show them to the model, so that they have to be an object's JSON. */
function writeCall({ id, name, arguments: given }: ChatToolCall): WireCall {
  const value = given.type === 'json' ? given.value : null;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return {
    id,
    type: 'function',
    function: { name, arguments: isObject ? JSON.stringify(value) : '{}' },
  };
}

function writeTool({ name, description, parameters }: ToolSpec) {
  return { type: 'function', function: { name, description, parameters } } as const;
}
