import { estimateTokens } from '../../domain/tokens.ts';
import type { AssistantMessage, ChatMessage, ToolsMessage } from './chat-model.ts';

/** Tokens that a message takes beside its text, and a call beside its arguments. */
const ENVELOPE_TOKENS = 8;
/** A result shorter than this is left as it is: its marker would save nothing. */
const MIN_SHORTENED_CHARS = 400;
/** Characters left of each end of a text that has to be cut. */
const LEAST_KEPT_CHARS = 100;

/** A rough count of the tokens of a conversation, by `estimateTokens`; no tokenizer's. */
export function sizeOf(messages: readonly ChatMessage[]): number {
  return messages.map(messageSize).reduce((sum, size) => sum + size, 0);
}

function messageSize(message: ChatMessage): number {
  if (message.role === 'user') return ENVELOPE_TOKENS + estimateTokens(message.text);
  const texts =
    message.role === 'tools'
      ? message.results.map(({ text }) => text)
      : [message.text, ...message.toolCalls.map(argumentsText)];
  return texts.reduce((sum, text) => sum + ENVELOPE_TOKENS + estimateTokens(text), ENVELOPE_TOKENS);
}

function argumentsText(call: AssistantMessage['toolCalls'][number]): string {
  const { arguments: args, name } = call;
  return name + (args.type === 'json' ? JSON.stringify(args.value) : args.raw);
}

/**
 * Makes a conversation fit. The first message, which is the task, and the last turn stay; results of
 * tools are shortened first, the oldest first; then the oldest turns go, each with its answer, so that
 * calls and results stay together and the sides go on taking turns; last, what is too long in the last
 * turn is cut.
 * @param messages the task, then pairs of an assistant's message and the answer to it
 * @param limit tokens as `sizeOf` counts them
 * @returns null when even the task and the bare last turn are too long
 */
export function fitHistory(
  messages: readonly ChatMessage[],
  limit: number,
): readonly ChatMessage[] | null {
  const shortened = shortenResults(messages, limit);
  const dropped = dropTurns(shortened, limit);
  if (sizeOf(dropped) <= limit) return dropped;
  const cut = cutLast(dropped, limit);
  return sizeOf(cut) <= limit ? cut : null;
}

function shortenResults(messages: readonly ChatMessage[], limit: number): readonly ChatMessage[] {
  const result = [...messages];
  let size = sizeOf(result);
  for (const [index, message] of messages.slice(0, -1).entries()) {
    if (size <= limit) return result;
    if (message.role !== 'tools') continue;
    const shorter = shortened(message, result[index - 1]);
    size += messageSize(shorter) - messageSize(message);
    result[index] = shorter;
  }
  return result;
}

function shortened(message: ToolsMessage, before: ChatMessage | undefined): ToolsMessage {
  const calls = before?.role === 'assistant' ? before.toolCalls : [];
  const results = message.results.map((result) => {
    if (result.text.length < MIN_SHORTENED_CHARS) return result;
    const name = calls.find(({ id }) => id === result.callId)?.name ?? 'the tool';
    const chars = result.text.length.toLocaleString('en-US');
    return {
      ...result,
      text: `[an earlier result of ${name}, ${chars} characters, left out to save room; call it again if you need it]`,
    };
  });
  return { ...message, results };
}

/** Takes turns out after the task, two messages at a time; never the last. */
function dropTurns(messages: readonly ChatMessage[], limit: number): readonly ChatMessage[] {
  let size = sizeOf(messages);
  let from = 1;
  while (size > limit && from + 2 < messages.length) {
    size -= sizeOf(messages.slice(from, from + 2));
    from += 2;
  }
  return [...messages.slice(0, 1), ...messages.slice(from)];
}

/** Cuts the texts of the last turn to equal shares of the room that is left. */
function cutLast(messages: readonly ChatMessage[], limit: number): readonly ChatMessage[] {
  const [task, ...turn] = messages;
  if (task === undefined || turn.length === 0) return messages;
  let share = Math.max(...turn.flatMap(textLengths));
  let result = messages;
  while (sizeOf(result) > limit && share > LEAST_KEPT_CHARS) {
    share = Math.max(LEAST_KEPT_CHARS, Math.floor(share / 2));
    const most = share;
    result = [task, ...turn.map((message) => cutMessage(message, most))];
  }
  return result;
}

function textLengths(message: ChatMessage): readonly number[] {
  if (message.role === 'user') return [message.text.length];
  if (message.role === 'tools') return message.results.map(({ text }) => text.length);
  return [message.text.length, ...message.toolCalls.map((call) => argumentsText(call).length)];
}

function cutMessage(message: ChatMessage, most: number): ChatMessage {
  if (message.role === 'user') return { ...message, text: middleOut(message.text, most) };
  if (message.role === 'tools') {
    const results = message.results.map((one) => ({ ...one, text: middleOut(one.text, most) }));
    return { ...message, results };
  }
  const toolCalls = message.toolCalls.map((call) => {
    const { arguments: args } = call;
    if (args.type === 'malformed') {
      return { ...call, arguments: { ...args, raw: middleOut(args.raw, most) } };
    }
    return { ...call, arguments: { ...args, value: cutValue(args.value, most) } };
  });
  return { ...message, text: middleOut(message.text, most), toolCalls };
}

/** Texts in arguments are cut; what else they hold is short, or left out as a whole. */
function cutValue(value: unknown, most: number): unknown {
  if (typeof value === 'string') return middleOut(value, most);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return JSON.stringify(value).length > most ? null : value;
  }
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    cutValue(item as unknown, most),
  ]);
  const cut = Object.fromEntries(entries) as Record<string, unknown>;
  return JSON.stringify(cut).length > 4 * most ? {} : cut;
}

/** A text with its middle taken out. */
function middleOut(text: string, most: number): string {
  if (text.length <= most) return text;
  const note = `[… ${text.length.toLocaleString('en-US')} characters in all …]`;
  const half = Math.max(0, Math.floor((most - note.length) / 2));
  const cut = `${text.slice(0, half)}${note}${text.slice(text.length - half)}`;
  return cut.replace(/\p{Cs}/gu, '');
}
