import type { EngineJobKind } from '../../domain/engine-job.ts';
import { readReply } from '../reply-protocol.ts';
import type { AgentRun } from './agent-context.ts';
import type { CallRunner } from './calls.ts';
import type { ChatMessage, ToolResult } from './chat-model.ts';
import type { ModelMessage } from './conversation.ts';
import type { Ending } from './tools/agent-tool.ts';
import { failed, type Verdict } from './verdict.ts';
import { reviewRequest, turnsLeft, WORDS } from './words.ts';

/** Times in a row a model that calls no tool is asked to go on; after that its words are its result. */
const MAX_NUDGES = 1;
/** The same for one whose answers are empty or cut. */
const MAX_EMPTY_NUDGES = 2;
/** The model is told how many turns it has left from here on. */
const TELL_TURNS_FROM = 3;

/** What follows a message of the model. */
export type Next =
  | { readonly type: 'answer'; readonly message: ChatMessage }
  | { readonly type: 'ended'; readonly verdict: Verdict };

/** What bounds the turn. */
export interface Remaining {
  /** Requests that may still be sent. */
  readonly turns: number;
  /** Which cap is reached; null while none is. */
  readonly cap: string | null;
}

/** Decides, message by message, how a job goes on. */
export type Turns = (reply: ModelMessage, remaining: Remaining) => Promise<Next>;

/** @param runner of the same job */
export function createTurns({ job }: Pick<AgentRun, 'job'>, runner: CallRunner): Turns {
  const state: State = { kind: job.kind, runner, reviewed: job.kind === 'plan', idle: 0 };
  return async (reply, remaining) => {
    if (reply.stop === 'refusal') return ended(failed('refused', refusal(reply.text)));
    if (reply.toolCalls.length === 0) return afterWords(state, reply, remaining);
    state.idle = 0;
    return afterCalls(state, reply, remaining);
  };
}

interface State {
  readonly kind: EngineJobKind;
  readonly runner: CallRunner;
  /** Whether the model was asked to look back. */
  reviewed: boolean;
  /** Messages in a row without a call. */
  idle: number;
}

async function afterCalls(state: State, reply: ModelMessage, remaining: Remaining): Promise<Next> {
  const { cap, turns } = remaining;
  const mayEnd = reply.toolCalls.some(({ name }) => name === 'finish' || name === 'ask');
  if (cap !== null && !mayEnd) return overBudget(cap);
  const answered = await state.runner.answer(reply.toolCalls, reply.stop === 'length');
  const { results, ending, stopped } = answered;
  if (stopped !== null) return ended(stopped);
  if (ending !== null) {
    const objection = objectionTo(ending.ending, { state, remaining, results });
    if (objection === null) return ended(verdictOf(ending.ending));
    return answerWith(results, ending.at, objection);
  }
  if (cap !== null) return overBudget(cap);
  const last = results.length - 1;
  const text = results[last]?.text ?? '';
  return answerWith(
    results,
    last,
    turns <= TELL_TURNS_FROM ? `${text}\n\n${turnsLeft(turns)}` : text,
  );
}

/** Why a job does not end yet; null when it does. A question always does, and so does what may not go on. */
function objectionTo(
  ending: Ending,
  turn: {
    readonly state: State;
    readonly remaining: Remaining;
    readonly results: readonly ToolResult[];
  },
): string | null {
  const { state, remaining, results } = turn;
  if (ending.type === 'ask' || remaining.turns === 0 || remaining.cap !== null) return null;
  if (results.some(({ isError }) => isError)) return WORDS.siblingFailed;
  return state.reviewed ? null : review(state);
}

function review(state: State): string {
  state.reviewed = true;
  return reviewRequest(state.runner.changed());
}

function answerWith(results: readonly ToolResult[], at: number, text: string): Next {
  const changed = results.map((result, index) => (index === at ? { ...result, text } : result));
  return { type: 'answer', message: { role: 'tools', results: changed } };
}

function afterWords(state: State, reply: ModelMessage, { turns, cap }: Remaining): Next {
  const { text, stop } = reply;
  if (cap !== null) return overBudget(cap);
  const isAnswer = text.trim() !== '' && stop !== 'length';
  if (isAnswer && (state.idle >= MAX_NUDGES || turns === 0 || saysItAll(state.kind, text))) {
    return ended(verdictOfWords(state.kind, text));
  }
  if (state.idle >= MAX_EMPTY_NUDGES) {
    const why = stop === 'length' ? 'cut at its greatest length' : 'empty';
    const times = state.idle + 1;
    return ended(failed('protocol', `the model's answer was ${why}, ${times} times in a row`));
  }
  state.idle += 1;
  return { type: 'answer', message: { role: 'user', text: nudge(state, reply) } };
}

function nudge(state: State, { text, stop }: ModelMessage): string {
  if (stop === 'length') return WORDS.cut;
  if (text.trim() === '') return WORDS.empty;
  return state.reviewed ? WORDS.goOn : `${WORDS.goOn}\n\n${review(state)}`;
}

/** Whether words hold, in a block of its own, what ends a job of this kind. */
function saysItAll(kind: EngineJobKind, text: string): boolean {
  const { question, plan } = readReply(text);
  return (kind === 'build' && question !== null) || (kind === 'plan' && plan !== null);
}

function verdictOfWords(kind: EngineJobKind, text: string): Verdict {
  const { summary, remaining, question, plan } = readReply(text);
  if (kind === 'build' && question !== null) {
    return { type: 'needs_input', question: question.text, options: question.options };
  }
  if (kind === 'plan') return { type: 'done', summary, remaining: null, plan };
  return { type: 'done', summary, remaining: kind === 'shrink' ? remaining : null };
}

function verdictOf(ending: Ending): Verdict {
  if (ending.type === 'ask') {
    return { type: 'needs_input', question: ending.question, options: ending.options };
  }
  const { summary, remaining, plan } = ending;
  return { type: 'done', summary, remaining, ...(plan === null ? {} : { plan }) };
}

function refusal(text: string): string {
  return text.trim() === '' ? 'the model declined' : text.trim();
}

function overBudget(message: string): Next {
  return ended({ type: 'over_budget', message });
}

function ended(verdict: Verdict): Next {
  return { type: 'ended', verdict };
}
