import { MAX_RETRIES, retryDelay } from '../../domain/backoff.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ChatIo, ChatReply, ChatUsage } from '../agent/chat-model.ts';
import type { Judgement, Refusal } from './judge.ts';

type Message = Extract<ChatReply, { readonly type: 'message' }>;

/** One request, made once. `usage` is what a failed one had cost, where the provider said. */
export type Attempt =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly judgement: Judgement; readonly usage: ChatUsage | null };

/** What repetitions are made with. */
export interface Persistence {
  readonly clock: Clock;
  /** Uniform in [0, 1), from a source nobody can foretell. */
  readonly random: () => number;
}

/**
 * Makes a request until it succeeds, is refused for good, was repeated often enough, or a further wait would end
 * after the deadline. What broken attempts had cost is added to the answer's usage.
 */
export async function repeat(
  attempt: () => Promise<Attempt>,
  io: ChatIo,
  { clock, random }: Persistence,
): Promise<ChatReply> {
  let lost: ChatUsage | null = null;
  for (let tried = 0; ; tried += 1) {
    if (isCalledOff(io)) return { type: 'aborted' };
    const outcome = await attempt();
    if (outcome.ok) return withLost(outcome.message, lost);
    if (isCalledOff(io)) return { type: 'aborted' };
    lost = sum(lost, outcome.usage);
    const { retry, retryAfterMs, refusal } = outcome.judgement;
    const delayMs = retryDelay({ attempt: tried + 1, retryAfterMs, random: random() });
    const late = clock.now() + delayMs >= io.deadline;
    if (!retry || tried >= MAX_RETRIES || late) return withLostOf(refusal, lost);
    io.onRetry({ attempt: tried + 1, delayMs, why: refusal.message });
    await clock.sleep(delayMs, io.signal);
  }
}

function isCalledOff({ signal }: ChatIo): boolean {
  return signal.aborted;
}

function withLost(message: Message, lost: ChatUsage | null): Message {
  return { ...message, usage: message.usage === null ? null : sum(message.usage, lost) };
}

function withLostOf(refusal: Refusal, lost: ChatUsage | null): ChatReply {
  return refusal.type === 'failed' ? { ...refusal, usage: lost } : refusal;
}

function sum(a: ChatUsage | null, b: ChatUsage | null): ChatUsage | null {
  if (a === null || b === null) return a ?? b;
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
  };
}
