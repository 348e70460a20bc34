import {
  countedUsage,
  openBudget,
  type Reservation,
  type Reserved,
  reachedLimit,
  reserve,
  settle,
} from '../domain/budget.ts';
import type { Config } from '../domain/config.ts';
import type { EngineResult } from '../domain/engine-job.ts';
import type { ChunkId } from '../domain/ids.ts';
import type { Stop } from '../domain/outcome.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import { reachedText } from '../text/spend.ts';
import type { EngineEnv, Purse } from './spec-env.ts';

/** The purse of a run that has not begun. */
export function openPurse(config: Config): Purse {
  return { budget: openBudget(config), charged: new Map() };
}

/** Sets aside what a call for a chunk may consume, or names the limit that leaves nothing. */
export function setAside(
  chunk: ChunkId,
  { purse }: EngineEnv['tally'],
  contextTokens: number,
): Reserved {
  const chunkSpentUsd = purse.charged.get(chunk) ?? 0;
  const reserved = reserve(purse.budget, { chunkSpentUsd, contextTokens });
  if (reserved.type === 'granted') purse.budget = reserved.budget;
  return reserved;
}

/** A call that is over, and what was set aside for it. */
export interface Paid {
  readonly chunk: ChunkId;
  readonly reservation: Reservation;
  readonly result: EngineResult;
}

/**
 * Charges a call to its chunk and to the run.
 * @returns what it consumed, and the US dollars that were charged
 */
export function pay(
  { chunk, reservation, result }: Paid,
  { tally, deps }: Pick<EngineEnv, 'tally' | 'deps'>,
): { readonly usage: Usage; readonly chargedUsd: number } {
  const { purse } = tally;
  const { budget, chargedUsd } = settle(purse.budget, reservation, result);
  purse.budget = budget;
  purse.charged.set(chunk, (purse.charged.get(chunk) ?? 0) + chargedUsd);
  const usage = countedUsage(result);
  tally.usage = addUsage(tally.usage, usage);
  tally.spentOn.set(chunk, addUsage(tally.spentOn.get(chunk) ?? NO_USAGE, usage));
  deps.events.emit({
    type: 'budget.spent',
    costUsd: budget.spentUsd,
    maxCostUsd: budget.maxCostUsd,
    tokens: budget.spentTokens,
    maxTokens: budget.maxTokens,
  });
  return { usage, chargedUsd };
}

/** That the run has to end because nothing is left of its budget; null while something is. */
export function budgetStop({ purse: { budget } }: EngineEnv['tally']): Stop | null {
  const limit = reachedLimit(budget);
  return limit === null ? null : { why: 'limit', limit, message: reachedText(budget, limit) };
}
