import { tokensOf } from '../../domain/budget.ts';
import { costOf, type ModelPrice } from '../../domain/prices.ts';
import { addUsage, NO_USAGE, type Usage } from '../../domain/usage.ts';
import type { AssistantMessage, PartialCounts, TokenCounts } from './stream-schema.ts';

/** The price of a model; null where it is not known. */
export type PriceLookup = (model: string) => ModelPrice | null;

/** Counts what a call consumes while it runs. */
export interface Meter {
  /** A message, or a part of one, was told of. */
  readonly saw: (message: AssistantMessage) => void;
  /** The message seen last has come to this. */
  readonly grew: (counts: PartialCounts) => void;
  /** The model the conversation is held with, for messages that name none. */
  readonly speaksWith: (model: string | null) => void;
  readonly usage: () => Usage;
}

interface Open {
  readonly id: string | null;
  readonly model: string | null;
  readonly counts: TokenCounts;
}

/**
 * Adds up messages; several lines of one message share their id and are counted once, by the largest number
 * each. Its size does not grow with their number.
 */
export function createMeter(prices: PriceLookup): Meter {
  let settled: Usage = NO_USAGE;
  let open: Open | null = null;
  let model: string | null = null;
  const total = (): Usage =>
    open === null
      ? settled
      : addUsage(settled, usageOf({ ...open, model: open.model ?? model }, prices));
  return {
    usage: total,
    speaksWith: (name) => {
      model = name ?? model;
    },
    saw: (message) => {
      const { id, usage } = message;
      if (usage === null) return;
      const isSame = open !== null && id !== null && open.id === id;
      if (!isSame) settled = total();
      open = { id, model: message.model, counts: larger(isSame ? open?.counts : undefined, usage) };
    },
    grew: (counts) => {
      if (open !== null) open = { ...open, counts: larger(open.counts, counts) };
    },
  };
}

function larger(a: TokenCounts | undefined, b: PartialCounts): TokenCounts {
  const max = (name: keyof TokenCounts): number => Math.max(a?.[name] ?? 0, b[name] ?? 0);
  return {
    input_tokens: max('input_tokens'),
    output_tokens: max('output_tokens'),
    cache_read_input_tokens: max('cache_read_input_tokens'),
    cache_creation_input_tokens: max('cache_creation_input_tokens'),
  };
}

function usageOf({ model, counts }: Open, prices: PriceLookup): Usage {
  const usage = { ...NO_USAGE, ...tokensByKind(counts), turns: 1 };
  return tokensOf(usage) === 0 ? NO_USAGE : priced(usage, model, prices);
}

/** Tokens by our names. */
export function tokensByKind(counts: TokenCounts) {
  return {
    inputTokens: counts.input_tokens,
    outputTokens: counts.output_tokens,
    cacheReadTokens: counts.cache_read_input_tokens,
    cacheWriteTokens: counts.cache_creation_input_tokens,
  };
}

/** The usage with what it cost by the table; unpriced where the table does not have the model. */
export function priced(usage: Usage, model: string | null, prices: PriceLookup): Usage {
  const price = model === null ? null : prices(model);
  if (price === null) return { ...usage, costUsd: null, unpricedCalls: 1 };
  return { ...usage, costUsd: costOf(usage, price) };
}
