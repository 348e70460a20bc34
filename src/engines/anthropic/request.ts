import type Anthropic from '@anthropic-ai/sdk';
import type {
  AssistantMessage,
  ChatMessage,
  ChatRequest,
  ToolArguments,
  ToolsMessage,
} from '../agent/chat-model.ts';
import type { Thoughts } from './thoughts.ts';

type Message = Anthropic.MessageParam;
type Block = Anthropic.ContentBlockParam;

/** Five minutes, refreshed by each use: as long as a tool of ours takes, and the cheapest to write. */
const CACHED = { type: 'ephemeral' } as const;
/** The API refuses empty text. */
const NOTHING = '(nothing)';

/** A request of ours, and the place in the conversation at which its answer will stand. */
export interface PreparedRequest {
  readonly params: Anthropic.MessageCreateParamsStreaming;
  readonly place: string;
}

/**
 * Writes a request for the Messages API. Four breakpoints let the cache serve what was sent before: behind tools and
 * system, behind the task, and behind the last two messages of the user's side, of which the earlier one is where
 * the request before this ended.
 */
export function prepareRequest(
  model: string,
  request: ChatRequest,
  thoughts: Thoughts,
): PreparedRequest {
  const { messages, place } = writeMessages(request, thoughts);
  const { system, tools, toolChoice = 'auto', maxOutputTokens } = request;
  return {
    place,
    params: {
      model,
      stream: true,
      max_tokens: maxOutputTokens,
      system: [{ type: 'text', text: system === '' ? NOTHING : system, cache_control: CACHED }],
      messages: withBreakpoints(messages),
      ...(tools.length === 0
        ? {}
        : { tools: tools.map(writeTool), tool_choice: { type: toolChoice } }),
    },
  };
}

function writeMessages(
  request: ChatRequest,
  thoughts: Thoughts,
): { readonly messages: readonly Message[]; readonly place: string } {
  let place = thoughts.begin(request);
  const messages = request.messages.map((message): Message => {
    place = thoughts.after(place, message);
    return writeMessage(message, thoughts.recall(place));
  });
  return { messages, place };
}

function writeMessage(message: ChatMessage, recalled: readonly Block[] | null): Message {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: [textBlock(message.text)] };
    case 'assistant':
      return { role: 'assistant', content: [...(recalled ?? writeReply(message))] };
    case 'tools':
      return { role: 'user', content: writeResults(message) };
  }
}

function writeReply({ text, toolCalls }: AssistantMessage): readonly Block[] {
  const calls = toolCalls.map(
    ({ id, name, arguments: given }): Block => ({
      type: 'tool_use',
      id,
      name,
      input: inputOf(given),
    }),
  );
  return text.trim() === '' && calls.length > 0 ? calls : [textBlock(text), ...calls];
}

/** An input has to be an object; the answer to the call says what was wrong with another. */
export function inputOf(given: ToolArguments): Readonly<Record<string, unknown>> {
  const value = given.type === 'json' ? given.value : null;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : {};
}

function writeResults({ results }: ToolsMessage): Block[] {
  return results.map(({ callId, text, isError }) => ({
    type: 'tool_result',
    tool_use_id: callId,
    content: text === '' ? NOTHING : text,
    is_error: isError,
  }));
}

function textBlock(text: string): Anthropic.TextBlockParam {
  return { type: 'text', text: text.trim() === '' ? NOTHING : text };
}

function writeTool({
  name,
  description,
  parameters,
}: ChatRequest['tools'][number]): Anthropic.Tool {
  return { name, description, input_schema: { ...parameters, type: 'object' } };
}

function withBreakpoints(messages: readonly Message[]): Message[] {
  const users = messages.flatMap(({ role }, at) => (role === 'user' ? [at] : []));
  const marked = new Set([...users.slice(0, 1), ...users.slice(-2)]);
  return messages.map((message, at) => (marked.has(at) ? withBreakpoint(message) : message));
}

/** Only blocks of ours are marked, so the last of a user's message can be. */
function withBreakpoint({ content }: Message): Message {
  const blocks = content as Block[];
  return {
    role: 'user',
    content: blocks.map((block, at) =>
      at === blocks.length - 1 ? ({ ...block, cache_control: CACHED } as Block) : block,
    ),
  };
}
