import { digest } from '../domain/ids.ts';
import { partBranch } from '../domain/part.ts';
import { stemOf } from './stack.ts';

interface WantedStem {
  readonly stem: string;
  readonly path: string;
  readonly nowSeconds: number;
}

/** The first free of: the name itself, with 6 hex of sha256(spec path), with a unix time. */
export function freeStem(
  { stem, path, nowSeconds }: WantedStem,
  taken: ReadonlySet<string>,
): string {
  const stems = new Set([...taken].map(stemOf));
  const hashed = `${stem}-${digest([path], 6)}`;
  return [stem, hashed].find((name) => !stems.has(name)) ?? `${stem}-${nowSeconds}`;
}

/** The next part's branch whose name nobody has. */
export function freePart(
  stack: { readonly stem: string; readonly lastNumber: number },
  taken: ReadonlySet<string>,
): { readonly branch: string; readonly number: number } {
  let number = stack.lastNumber + 1;
  while (taken.has(partBranch(stack.stem, number))) number += 1;
  return { branch: partBranch(stack.stem, number), number };
}
