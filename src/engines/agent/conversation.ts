import { estimateTokens } from '../../domain/tokens.ts';
import type { AgentRun } from './agent-context.ts';
import { boundedCalls } from './bounded-calls.ts';
import type {
  AssistantMessage,
  ChatMessage,
  ChatReply,
  ChatRequest,
  ToolSpec,
} from './chat-model.ts';
import { fitHistory, sizeOf } from './history.ts';
import { addReply, exceedsTokens, NOTHING_SPENT, replyTokens, type Spend } from './spend.ts';
import { createTextEvents } from './text-events.ts';
import { failed, type Verdict } from './verdict.ts';
import { WORDS } from './words.ts';

/** Of the window, what is kept for the answer at most. */
const REPLY_SHARE = 0.25;
/** Of the room there is, what is filled after it overflowed: a history cut at each turn is cached by nobody. */
const REFILL_SHARE = 0.7;
/** Of its size, what is left of a conversation that the model found too long. */
const HARDER_SHARE = 0.5;
/** A provider that counts more than this for a token of ours, or less than one, is not believed. */
const MAX_SCALE = 4;

export type ModelMessage = Extract<ChatReply, { readonly type: 'message' }>;

/** The next message of the model, or how the job ended instead. */
export type Asked =
  | { readonly type: 'message'; readonly reply: ModelMessage }
  | { readonly type: 'ended'; readonly verdict: Verdict };

/** A conversation with a model, kept inside its window and the caps. */
export interface Conversation {
  spend(): Spend;
  /** Sends what was said so far; the reply becomes a part of it. */
  ask(): Promise<Asked>;
  /** Adds what the model is to be answered. */
  answer(message: ChatMessage): void;
}

export interface Opening {
  readonly system: string;
  readonly tools: readonly ToolSpec[];
  readonly signal: AbortSignal;
  readonly deadline: number;
}

/**
 * Begins a conversation with the job's prompt. Its size is estimated, and the estimate corrected upwards by
 * what the provider counted for the last request.
 */
export function openConversation(run: AgentRun, opening: Opening): Conversation {
  const state: State = {
    fixed: estimateTokens(opening.system) + estimateTokens(JSON.stringify(opening.tools)),
    messages: [{ role: 'user', text: run.job.prompt }],
    spend: NOTHING_SPENT,
    scale: 1,
  };
  return {
    spend: () => state.spend,
    ask: async () => ask(state, run, opening),
    answer: (message) => {
      state.messages = [...state.messages, message];
    },
  };
}

interface State {
  /** Tokens, as estimated, of what is the same in every request beside the messages. */
  readonly fixed: number;
  messages: readonly ChatMessage[];
  spend: Spend;
  /** Tokens of the provider for one of the estimate. */
  scale: number;
}

async function ask(state: State, run: AgentRun, opening: Opening): Promise<Asked> {
  if (!fits(state, run)) return ended(TOO_LONG);
  if (exceedsTokens(state.spend, inputTokens(state), run)) return ended(overTokens(run));
  let reply = await send(state, run, opening);
  if (isOverflow(reply)) {
    if (!shrinkTo(state, sizeOf(state.messages) * HARDER_SHARE)) return ended(TOO_LONG);
    reply = await send(state, run, opening);
  }
  if (reply.type !== 'message') return ended(verdictOf(reply));
  state.messages = [...state.messages, messageOf(reply)];
  return { type: 'message', reply };
}

function inputTokens({ fixed, messages, scale }: State): number {
  return Math.ceil((fixed + sizeOf(messages)) * scale);
}

function fits(state: State, { model }: AgentRun): boolean {
  const reserve = Math.min(model.maxOutputTokens, model.contextTokens * REPLY_SHARE);
  const room = Math.floor((model.contextTokens - reserve) / state.scale) - state.fixed;
  return (
    sizeOf(state.messages) <= room || shrinkTo(state, room * REFILL_SHARE) || shrinkTo(state, room)
  );
}

/** @returns whether that was possible; if not, nothing is changed */
function shrinkTo(state: State, limit: number): boolean {
  const fitting = fitHistory(state.messages, limit);
  state.messages = fitting ?? state.messages;
  return fitting !== null;
}

async function send(state: State, run: AgentRun, opening: Opening): Promise<ChatReply> {
  const { system, tools } = opening;
  const input = inputTokens(state);
  const maxOutputTokens = replyTokens(state.spend, input, run);
  const { messages } = state;
  const reply = bounded(await sendOnce({ system, tools, messages, maxOutputTokens }, run, opening));
  if (reply.type === 'message') {
    const estimate = { input, output: sizeOf([messageOf(reply)]) };
    state.spend = addReply(state.spend, { usage: reply.usage, estimate }, run);
  } else if (reply.type === 'failed' && reply.usage) {
    state.spend = addReply(
      state.spend,
      { usage: reply.usage, estimate: { input, output: 0 } },
      run,
    );
  }
  const usage = 'usage' in reply ? (reply.usage ?? null) : null;
  if (usage !== null) {
    const counted = usage.input + usage.cacheRead + usage.cacheWrite;
    state.scale = Math.min(MAX_SCALE, Math.max(1, (counted / input) * state.scale));
  }
  return reply;
}

async function sendOnce(
  request: ChatRequest,
  { engine, model, io }: AgentRun,
  { signal, deadline }: Opening,
): Promise<ChatReply> {
  const text = createTextEvents((piece) => {
    io.emit({ type: 'engine.text', engine, text: piece });
  });
  const reply = await model.send(request, {
    signal,
    deadline,
    onText: text.add,
    onRetry: (retry) => {
      io.emit({ type: 'engine.retrying', engine, ...retry });
    },
  });
  text.end();
  return reply;
}

function bounded(reply: ChatReply): ChatReply {
  if (reply.type !== 'message') return reply;
  return { ...reply, toolCalls: boundedCalls(reply.toolCalls) };
}

function messageOf({ text, toolCalls }: ModelMessage): AssistantMessage {
  const said = text.trim() === '' && toolCalls.length === 0 ? WORDS.nothingSaid : text;
  return { role: 'assistant', text: said, toolCalls };
}

function isOverflow(reply: ChatReply): boolean {
  return reply.type === 'failed' && reply.code === 'context_overflow';
}

const TOO_LONG = failed('context_overflow', 'the task alone does not fit the window of the model');

function overTokens({ job }: AgentRun): Verdict {
  const message = `the next request would go beyond ${job.limits.maxTokens ?? 0} tokens, the call's limit`;
  return { type: 'over_budget', message };
}

function verdictOf(reply: Exclude<ChatReply, ModelMessage>): Verdict {
  if (reply.type === 'aborted') return { type: 'aborted', message: 'the request was ended' };
  if (reply.type === 'failed') return failed(reply.code, reply.message);
  return reply;
}

function ended(verdict: Verdict): Asked {
  return { type: 'ended', verdict };
}
