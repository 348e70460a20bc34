import { MAX_RESULT_CHARS } from './look-call.ts';

/** Items of a list that are shown. */
const MAX_ITEMS = 1000;
/** Characters kept of one item. */
const MAX_ITEM_CHARS = 4096;

export interface ListEnd {
  /** What is known of items that are not in the list, such as `of more than 500`; null when none are. */
  readonly more: string | null;
  /** How the rest is come by. */
  readonly advice: string;
}

/** Items one a line as far as they fit a result, with a line that says how to get the rest. */
export function clipList(items: readonly string[], { more, advice }: ListEnd): string {
  const shown: string[] = [];
  let room = MAX_RESULT_CHARS;
  for (const item of items.slice(0, MAX_ITEMS)) {
    const line = item.slice(0, MAX_ITEM_CHARS);
    room -= line.length + 1;
    if (room < 0) break;
    shown.push(line);
  }
  if (shown.length === items.length && more === null) return shown.join('\n');
  const all = more ?? `of ${items.length.toLocaleString('en-US')}`;
  return [...shown, `[… ${shown.length.toLocaleString('en-US')} shown ${all}; ${advice}]`].join(
    '\n',
  );
}
