import type { EngineFailureCode, EngineResult } from './engine-job.ts';
import type { Usage } from './usage.ts';

/** A flag by which the user bounds what may be spent. */
export type BudgetLimit = '--max-cost-usd' | '--max-cost-per-chunk' | '--max-tokens';

/** What a run may spend, has spent, and holds back for calls under way. Nothing in it is ever negative. */
export interface Budget {
  /** US dollars of the whole run; null for no cap. */
  readonly maxCostUsd: number | null;
  /** US dollars of one chunk; null for no cap. */
  readonly maxCostPerChunk: number | null;
  /** Tokens of the whole run, cached ones included; null for no cap. */
  readonly maxTokens: number | null;
  /** US dollars charged. */
  readonly spentUsd: number;
  /** Tokens charged. */
  readonly spentTokens: number;
  /** US dollars reserved by calls that are not settled. */
  readonly heldUsd: number;
}

/** What a call may at most consume. */
export interface Reservation {
  /** US dollars; null where nothing bounds it. */
  readonly maxCostUsd: number | null;
  /** Tokens; null where nothing bounds it. */
  readonly maxTokens: number | null;
  /** Tokens charged where the engine does not say how many it took. */
  readonly unreportedTokens: number;
}

export type Reserved =
  | { readonly type: 'granted'; readonly budget: Budget; readonly reservation: Reservation }
  | { readonly type: 'refused'; readonly limit: BudgetLimit };

export interface Settled {
  readonly budget: Budget;
  readonly chargedUsd: number;
  readonly chargedTokens: number;
}

/** What one chunk may cost where only the run has a cap, in US dollars. */
const DEFAULT_PER_CHUNK_USD = 5;
/** Less than this is nothing: sums of fractions of a cent leave crumbs behind. */
const CRUMB_USD = 0.000_1;

/** The budget of a run that has not begun. */
export function openBudget(
  limits: Pick<Budget, 'maxCostUsd' | 'maxCostPerChunk' | 'maxTokens'>,
): Budget {
  const { maxCostUsd, maxCostPerChunk, maxTokens } = limits;
  const perChunk = maxCostPerChunk ?? (maxCostUsd === null ? null : DEFAULT_PER_CHUNK_USD);
  return {
    maxCostUsd,
    maxCostPerChunk: perChunk,
    maxTokens,
    spentUsd: 0,
    spentTokens: 0,
    heldUsd: 0,
  };
}

/** The limit of the whole run that leaves nothing for another call; null while there is something left. */
export function reachedLimit(budget: Budget): Exclude<BudgetLimit, '--max-cost-per-chunk'> | null {
  if (isNothing(runUsdLeft(budget))) return '--max-cost-usd';
  return tokensLeft(budget) === 0 ? '--max-tokens' : null;
}

/**
 * Sets aside what a call may consume: what is left of its chunk's cap, or of the run's where that is less.
 * @param call what its chunk was charged so far, in US dollars, and the size of the engine's window in tokens
 */
export function reserve(
  budget: Budget,
  call: { readonly chunkSpentUsd: number; readonly contextTokens: number },
): Reserved {
  const reached = reachedLimit(budget);
  if (reached !== null) return { type: 'refused', limit: reached };
  const { maxCostPerChunk } = budget;
  const ofChunk = maxCostPerChunk === null ? null : maxCostPerChunk - call.chunkSpentUsd;
  if (isNothing(ofChunk)) return { type: 'refused', limit: '--max-cost-per-chunk' };
  const maxCostUsd = lesser(ofChunk, runUsdLeft(budget));
  const maxTokens = tokensLeft(budget);
  const unreportedTokens = Math.min(maxTokens ?? call.contextTokens, call.contextTokens);
  return {
    type: 'granted',
    budget: { ...budget, heldUsd: budget.heldUsd + (maxCostUsd ?? 0) },
    reservation: { maxCostUsd, maxTokens, unreportedTokens },
  };
}

/**
 * Charges what a call consumed. One that does not say so, and may have consumed something, is charged what it reserved.
 */
export function settle(budget: Budget, reservation: Reservation, result: EngineResult): Settled {
  const chargedUsd = chargeUsd(reservation, result);
  const chargedTokens = chargeTokens(reservation, result);
  return {
    budget: {
      ...budget,
      spentUsd: budget.spentUsd + chargedUsd,
      spentTokens: budget.spentTokens + chargedTokens,
      heldUsd: Math.max(0, budget.heldUsd - (reservation.maxCostUsd ?? 0)),
    },
    chargedUsd,
    chargedTokens,
  };
}

/** What a call consumed; a call whose price nobody knows counts as such. */
export function countedUsage(result: EngineResult): Usage {
  const { usage } = result;
  const isUnpriced = usage.costUsd === null && mayHaveConsumed(result);
  return isUnpriced && usage.unpricedCalls === 0 ? { ...usage, unpricedCalls: 1 } : usage;
}

/** Every token of a call, cached ones included. */
export function tokensOf(usage: Usage): number {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  return inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
}

function chargeUsd({ maxCostUsd }: Reservation, result: EngineResult): number {
  const { costUsd, unpricedCalls } = countedUsage(result);
  const known = costUsd ?? 0;
  return unpricedCalls === 0 ? known : Math.max(known, maxCostUsd ?? 0);
}

function chargeTokens({ unreportedTokens }: Reservation, result: EngineResult): number {
  const tokens = tokensOf(result.usage);
  if (tokens > 0 || result.usage.costUsd === 0) return tokens;
  return mayHaveConsumed(result) ? unreportedTokens : 0;
}

/** Failures of a call that never reached a model that answered. */
const FREE_FAILURES: ReadonlySet<EngineFailureCode> = new Set([
  'overloaded',
  'bad_model',
  'bad_request',
  'missing',
  'cassette',
]);

/** Whether a model was at work: said by tokens or a cost, or likely by the way the call ended. */
function mayHaveConsumed(result: EngineResult): boolean {
  if (tokensOf(result.usage) > 0 || result.usage.costUsd !== null) return true;
  if (result.type === 'failed') return !FREE_FAILURES.has(result.code);
  return result.type !== 'rate_limited' && result.type !== 'unauthenticated';
}

function runUsdLeft({ maxCostUsd, spentUsd, heldUsd }: Budget): number | null {
  return maxCostUsd === null ? null : maxCostUsd - spentUsd - heldUsd;
}

function tokensLeft({ maxTokens, spentTokens }: Budget): number | null {
  return maxTokens === null ? null : Math.max(0, maxTokens - spentTokens);
}

function isNothing(usd: number | null): boolean {
  return usd !== null && usd < CRUMB_USD;
}

function lesser(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
