import { tokensOf } from '../domain/budget.ts';
import type { EngineJob, EngineLimits } from '../domain/engine-job.ts';
import type { Usage } from '../domain/usage.ts';

/** The job with the money and tokens that earlier tries of it left. */
export function withRemainingLimits(job: EngineJob, spent: Usage): EngineJob {
  const { maxCostUsd, maxTokens } = job.limits;
  const limits = {
    ...job.limits,
    maxCostUsd: maxCostUsd === null ? null : Math.max(0, maxCostUsd - (spent.costUsd ?? 0)),
    maxTokens: maxTokens === null ? null : Math.max(0, maxTokens - tokensOf(spent)),
  };
  return { ...job, limits };
}

/** Whether nothing is left for another try. */
export function isUsedUp({ maxCostUsd, maxTokens }: EngineLimits, spent: Usage): boolean {
  const isPaid = maxCostUsd !== null && (spent.costUsd ?? 0) >= maxCostUsd;
  return isPaid || (maxTokens !== null && tokensOf(spent) >= maxTokens);
}
