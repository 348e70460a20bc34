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
}

export const NOTHING_SPENT: Spend = { usage: NO_USAGE, tokens: 0 };

type Bounds = Pick<AgentRun, 'job' | 'model' | 'deps'>;

/** One reply of a model. */
export interface Consumed {
  /** Null when the provider did not say. */
  readonly usage: ChatUsage | null;
  /** Tokens in and out as they are estimated. */
  readonly estimate: number;
}

/** The spend after one more reply; tokens whose price nobody knows count as a call without one. */
export function addReply(spend: Spend, { usage, estimate }: Consumed, bounds: Bounds): Spend {
  if (usage === null) {
    const unknown = { ...NO_USAGE, turns: 1, unpricedCalls: 1 };
    return { usage: addUsage(spend.usage, unknown), tokens: spend.tokens + estimate };
  }
  const counted = {
    ...NO_USAGE,
    inputTokens: usage.input,
    outputTokens: usage.output,
    cacheReadTokens: usage.cacheRead,
    cacheWriteTokens: usage.cacheWrite,
    turns: 1,
  };
  const price = priceOf(bounds.model.name, bounds.deps.prices);
  const priced =
    price === null
      ? { ...counted, unpricedCalls: 1 }
      : { ...counted, costUsd: costOf(counted, price) };
  return { usage: addUsage(spend.usage, priced), tokens: spend.tokens + tokensOf(counted) };
}

/** Which cap is reached; null while none is. */
export function reachedCap({ usage, tokens }: Spend, { job }: Bounds): string | null {
  const { maxTokens, maxCostUsd } = job.limits;
  if (maxTokens !== null && tokens >= maxTokens) {
    return `${tokens} tokens were used; the call's limit is ${maxTokens}`;
  }
  if (maxCostUsd !== null && usage.costUsd !== null && usage.costUsd >= maxCostUsd) {
    return `${usage.costUsd.toFixed(4)} US dollars were spent; the call's limit is ${maxCostUsd}`;
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

function affordable({ usage }: Spend, inputTokens: number, { model, job, deps }: Bounds): number {
  const { maxCostUsd } = job.limits;
  const price = priceOf(model.name, deps.prices);
  if (maxCostUsd === null || price === null || price.output === 0) return Infinity;
  const request = costOf({ ...NO_USAGE, inputTokens }, price);
  const perToken = costOf({ ...NO_USAGE, outputTokens: 1 }, price);
  return (maxCostUsd - (usage.costUsd ?? 0) - request) / perToken;
}
