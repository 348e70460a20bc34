import { tokensOf } from '../../domain/budget.ts';
import { costOf, priceOf } from '../../domain/prices.ts';
import { addUsage, NO_USAGE, type Usage } from '../../domain/usage.ts';
import type { AgentRun } from './agent-context.ts';
import { type ChatUsage, MIN_REPLY_TOKENS } from './chat-model.ts';

/** What a job has consumed and may consume. */
export interface Spend {
  readonly usage: Usage;
  /** Tokens counted against the cap: those reported, and estimates where nothing was. */
  readonly tokens: number;
  /** US dollars counted likewise; nothing where the price is not known. */
  readonly usd: number;
}

export const NOTHING_SPENT: Spend = { usage: NO_USAGE, tokens: 0, usd: 0 };

type Bounds = Pick<AgentRun, 'job' | 'model' | 'deps'>;

/** One reply of a model. */
export interface Consumed {
  /** Null when the provider did not say. */
  readonly usage: ChatUsage | null;
  /** Tokens as they are estimated. */
  readonly estimate: { readonly input: number; readonly output: number };
}

/** The spend after one more reply; tokens whose price nobody knows count as a call without one. */
export function addReply(spend: Spend, { usage, estimate }: Consumed, bounds: Bounds): Spend {
  const price = priceOf(bounds.model.name, bounds.deps.prices);
  const counted = isTold(usage) ? tokensByKind(usage) : tokensByKind(guess(estimate));
  const costUsd = price === null ? null : costOf(counted, price);
  const known = isTold(usage) ? { ...counted, costUsd } : NO_USAGE;
  const unpricedCalls = known.costUsd === null ? 1 : 0;
  return {
    usage: addUsage(spend.usage, { ...known, turns: 1, unpricedCalls }),
    tokens: spend.tokens + tokensOf(counted),
    usd: spend.usd + (costUsd ?? 0),
  };
}

/** A server that does not count says nothing, or nothing but zeros. */
function isTold(usage: ChatUsage | null): usage is ChatUsage {
  return usage !== null && tokensOf(tokensByKind(usage)) > 0;
}

function guess({ input, output }: Consumed['estimate']): ChatUsage {
  return { input, output, cacheRead: 0, cacheWrite: 0 };
}

function tokensByKind({ input, output, cacheRead, cacheWrite }: ChatUsage): Usage {
  return {
    ...NO_USAGE,
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
  };
}

/** Which cap is reached; null while none is. */
export function reachedCap({ usd, tokens }: Spend, { job }: Bounds): string | null {
  const { maxTokens, maxCostUsd } = job.limits;
  if (maxTokens !== null && tokens >= maxTokens) {
    return `${tokens} tokens were used; the call's limit is ${maxTokens}`;
  }
  if (maxCostUsd !== null && usd >= maxCostUsd) {
    return `${usd.toFixed(4)} US dollars were spent; the call's limit is ${maxCostUsd}`;
  }
  return null;
}

/** Whether a request alone, without its answer, would go beyond the cap of tokens. */
export function exceedsTokens(spend: Spend, inputTokens: number, { job }: Bounds): boolean {
  const { maxTokens } = job.limits;
  return maxTokens !== null && spend.tokens + inputTokens > maxTokens;
}

/**
 * The most tokens an answer may have: what the model gives, what is left of its window, and what is
 * left of the caps; as much as a short call takes in any case.
 */
export function replyTokens(spend: Spend, inputTokens: number, bounds: Bounds): number {
  const { model, job } = bounds;
  const { maxTokens } = job.limits;
  const room = [
    model.maxOutputTokens,
    model.contextTokens - inputTokens,
    maxTokens === null ? Infinity : maxTokens - spend.tokens - inputTokens,
    affordable(spend, inputTokens, bounds),
  ];
  const least = Math.min(MIN_REPLY_TOKENS, model.maxOutputTokens);
  return Math.max(least, Math.floor(Math.min(...room)));
}

function affordable({ usd }: Spend, inputTokens: number, { model, job, deps }: Bounds): number {
  const { maxCostUsd } = job.limits;
  const price = priceOf(model.name, deps.prices);
  if (maxCostUsd === null || price === null || price.output === 0) return Infinity;
  const request = costOf({ ...NO_USAGE, inputTokens }, price);
  const perToken = costOf({ ...NO_USAGE, outputTokens: 1 }, price);
  return (maxCostUsd - usd - request) / perToken;
}
