import { type PriceTable, priceOf } from '../../domain/prices.ts';

/** The prices of these models: the user's, whatever form they have, before the list's. */
export function modelPrices(
  models: readonly string[],
  users: PriceTable,
  list: PriceTable,
): PriceTable {
  return Object.fromEntries(
    models.flatMap((model) => {
      const price = priceOf(model, users) ?? priceOf(model, list);
      return price === null ? [] : [[model, price]];
    }),
  );
}
