import type { Budget, BudgetLimit } from '../domain/budget.ts';
import { addSpend, NO_SPEND, type Spend, type Usage } from '../domain/usage.ts';
import { count } from './look.ts';

/**
 * What engine calls consumed, as far as it is known: `$1.84 · 1.2 M tokens in, 34 k out`; empty when nothing was.
 */
export function spendText(usage: Usage): string {
  const input = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const tokens =
    input + usage.outputTokens === 0
      ? []
      : [`${amount(input)} tokens in, ${amount(usage.outputTokens)} out`];
  const isFree = tokens.length === 0 && usage.costUsd === 0 && usage.unpricedCalls === 0;
  const cost = isFree ? '' : costText(usage);
  return [...(cost === '' ? [] : [cost]), ...tokens].join(' · ');
}

/**
 * What something cost: `$1.84`, `$1.84 API-equivalent` where a subscription covers it, `$0.42, and 2 calls of unknown
 * price`; empty when nobody was called.
 */
export function costText({ costUsd, equivalentUsd, unpricedCalls }: Spend): string {
  const unknown = unpricedCalls === 0 ? [] : [`${count(unpricedCalls, 'call')} of unknown price`];
  const known = costUsd === null ? [] : [`${dollars(costUsd)}${coverage(costUsd, equivalentUsd)}`];
  return [...known, ...unknown].join(', and ');
}

/** What chunks cost together: `$1.20`; empty where nobody was called or all was free. */
export function totalText(chunks: readonly { readonly spend: Spend }[]): string {
  const total = chunks.map(({ spend }) => spend).reduce(addSpend, NO_SPEND);
  const isFree = (total.costUsd ?? 0) === 0 && total.unpricedCalls === 0;
  return isFree ? '' : costText(total);
}

function coverage(costUsd: number, equivalentUsd: number): string {
  if (equivalentUsd === 0) return '';
  if (equivalentUsd >= costUsd) return ' API-equivalent';
  return `, of it ${dollars(equivalentUsd)} API-equivalent`;
}

/** `$0.07`, `$1.84`; amounts below a cent are not shown as nothing. */
export function dollars(usd: number): string {
  if (usd > 0 && usd < 0.01) return '< $0.01';
  return `$${usd.toFixed(2)}`;
}

/** That a limit of the run is reached: `the run reached --max-cost-usd: $10.02 of $10.00 are spent`. */
export function reachedText(budget: Budget, limit: BudgetLimit): string {
  return `the run reached ${limit}: ${ofLimit(budget, limit)}`;
}

/** Why a call is not made. */
export function refusedText(limit: BudgetLimit, budget: Budget): string {
  if (limit === '--max-cost-per-chunk') {
    return `the task reached ${limit}, ${dollars(budget.maxCostPerChunk ?? 0)}`;
  }
  return reachedText(budget, limit);
}

function ofLimit({ spentUsd, spentTokens, maxCostUsd, maxTokens }: Budget, limit: BudgetLimit) {
  if (limit === '--max-tokens') {
    return `${exact(spentTokens)} of ${exact(maxTokens ?? 0)} tokens are spent`;
  }
  return `${dollars(spentUsd)} of ${dollars(maxCostUsd ?? 0)} are spent`;
}

/** `12,345`: rounded, a limit and what goes beyond it could look alike or the wrong way round. */
function exact(tokens: number): string {
  return String(tokens).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function amount(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  if (tokens < 999_500) return `${Math.round(tokens / 1000)} k`;
  return `${(tokens / 1_000_000).toFixed(1)} M`;
}
