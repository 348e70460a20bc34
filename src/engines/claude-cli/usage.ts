import { addUsage, NO_USAGE, type Usage } from '../../domain/usage.ts';
import type { ResultMessage } from './stream.ts';

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
    inputTokens: result.usage?.input_tokens ?? 0,
    outputTokens: result.usage?.output_tokens ?? 0,
    cacheReadTokens: result.usage?.cache_read_input_tokens ?? 0,
    cacheWriteTokens: result.usage?.cache_creation_input_tokens ?? 0,
    costUsd: result.total_cost_usd,
    turns: result.num_turns,
  };
}
