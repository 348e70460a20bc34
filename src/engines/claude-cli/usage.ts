import { tokensOf } from '../../domain/budget.ts';
import { addUsage, NO_USAGE, type Usage } from '../../domain/usage.ts';
import { type PriceLookup, priced, tokensByKind } from './meter.ts';
import type { ResultMessage } from './stream-schema.ts';

/**
 * The usage after one more result. `total_cost_usd` and `modelUsage` count from the beginning of the
 * conversation, a resumed one's former calls included, so that adding them up would count those
 * twice; what came since the last result is taken where the program says it.
 */
export function addResultUsage(before: Usage, result: ResultMessage): Usage {
  const since = result.model_usage_since_last_result;
  if (since === null) return plainUsage(result);
  const spent = Object.values(since)
    .map(modelUsage)
    .reduce(addUsage, { ...NO_USAGE, costUsd: 0 });
  return addUsage(before, { ...spent, turns: result.num_turns });
}

/** What is known of a call that is over. */
export interface UsageEvidence {
  /** By the results; null without one. */
  readonly told: Usage | null;
  /** By the messages that were watched. */
  readonly watched: Usage;
  readonly model: string | null;
  readonly prices: PriceLookup;
  /** Whether a subscription pays. */
  readonly isSubscription: boolean;
}

/**
 * What a call consumed: what its result says, else what its messages added up to, priced by the table where the
 * program gives no cost. One of which nothing is known consumed nothing that we know.
 */
export function callUsage({ told, watched, model, prices, isSubscription }: UsageEvidence): Usage {
  const isTold = told !== null && (tokensOf(told) > 0 || told.costUsd !== null);
  const spent = isTold ? told : { ...watched, turns: told?.turns ?? watched.turns };
  const byTable = tokensOf(spent) > 0 ? priced(spent, model, prices).costUsd : null;
  const costUsd = spent.costUsd ?? watched.costUsd ?? byTable;
  return {
    ...spent,
    costUsd,
    equivalentUsd: isSubscription ? (costUsd ?? 0) : 0,
    unpricedCalls: tokensOf(spent) > 0 && costUsd === null ? 1 : Math.min(1, spent.unpricedCalls),
  };
}

function modelUsage(usage: NonNullable<ResultMessage['model_usage_since_last_result']>[string]) {
  return {
    ...NO_USAGE,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cacheReadTokens: usage.cacheReadInputTokens,
    cacheWriteTokens: usage.cacheCreationInputTokens,
    costUsd: usage.costUSD,
  };
}

function plainUsage(result: ResultMessage): Usage {
  return {
    ...NO_USAGE,
    ...(result.usage === null ? {} : tokensByKind(result.usage)),
    costUsd: result.total_cost_usd,
    turns: result.num_turns,
  };
}
