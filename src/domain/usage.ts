/** What engine calls consumed. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** US dollars as the engine reports them or a table of prices has them; null when nobody knows. */
  readonly costUsd: number | null;
  /** The part of `costUsd` that a subscription covers: what the API would have charged. */
  readonly equivalentUsd: number;
  /** Calls that consumed something of which no price is known. */
  readonly unpricedCalls: number;
  readonly turns: number;
}

export const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: null,
  equivalentUsd: 0,
  unpricedCalls: 0,
  turns: 0,
};

/** What work cost, without the tokens it took. */
export type Spend = Pick<Usage, 'costUsd' | 'equivalentUsd' | 'unpricedCalls'>;

export const NO_SPEND: Spend = { costUsd: null, equivalentUsd: 0, unpricedCalls: 0 };

/** A usage's cost alone. */
export function spendOf({ costUsd, equivalentUsd, unpricedCalls }: Spend): Spend {
  return { costUsd, equivalentUsd, unpricedCalls };
}

/** The sum of what two pieces of work cost. */
export function addSpend(a: Spend, b: Spend): Spend {
  return spendOf(addUsage({ ...NO_USAGE, ...a }, { ...NO_USAGE, ...b }));
}

/** The sum; a cost is unknown only while both are. */
export function addUsage(a: Usage, b: Usage): Usage {
  const cost =
    a.costUsd === null && b.costUsd === null ? null : (a.costUsd ?? 0) + (b.costUsd ?? 0);
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    costUsd: cost,
    equivalentUsd: a.equivalentUsd + b.equivalentUsd,
    unpricedCalls: a.unpricedCalls + b.unpricedCalls,
    turns: a.turns + b.turns,
  };
}
