import type { Usage } from './usage.ts';

/** What one model costs, in US dollars for a million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  /** Input read from the provider's cache; the price of input where left out. */
  readonly cacheRead?: number;
  /** Input written to the provider's cache; the price of input where left out. */
  readonly cacheWrite?: number;
  /** What a whole request costs instead when its prompt, cached parts included, is longer than `above` tokens. */
  readonly long?: Omit<ModelPrice, 'long'> & { readonly above: number };
}

/** Prices by model; a key that ends in `*` is for every model that begins so. */
export type PriceTable = Readonly<Record<string, ModelPrice>>;

const MILLION = 1_000_000;

/** The price of a model: its own, else the longest beginning that fits; null for one that is not listed. */
export function priceOf(model: string, table: PriceTable): ModelPrice | null {
  const own = table[model];
  if (own !== undefined) return own;
  const beginnings = Object.keys(table)
    .filter((key) => key.endsWith('*') && model.startsWith(key.slice(0, -1)))
    .sort((a, b) => b.length - a.length);
  return table[beginnings[0] ?? ''] ?? null;
}

/**
 * US dollars that the tokens of one request cost at a price. `inputTokens` are those that no cache had a part in.
 */
export function costOf(
  usage: Pick<Usage, 'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens'>,
  price: ModelPrice,
): number {
  const prompt = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const band = price.long !== undefined && prompt > price.long.above ? price.long : price;
  const { input, output, cacheRead = input, cacheWrite = input } = band;
  const total =
    usage.inputTokens * input +
    usage.outputTokens * output +
    usage.cacheReadTokens * cacheRead +
    usage.cacheWriteTokens * cacheWrite;
  return total / MILLION;
}
