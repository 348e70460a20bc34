import { digest } from '../domain/ids.ts';
import { partBranch } from '../domain/part.ts';
import { stemOf } from './stack.ts';

interface WantedStem {
  readonly stem: string;
  readonly path: string;
  readonly nowSeconds: number;
}

/** The stems of branches, whose names their further parts cannot be told from. */
export function stemsOf(branches: Iterable<string>): Set<string> {
  return new Set(Array.from(branches, stemOf));
}

/** The first free of: the name itself, with 6 hex of sha256(spec path), with a unix time. */
export function freeStem(
  { stem, path, nowSeconds }: WantedStem,
  taken: ReadonlySet<string>,
): string {
  if (!taken.has(stem)) return stem;
  const hashed = `${stem}-${digest([path], 6)}`;
  return taken.has(hashed) ? `${stem}-${nowSeconds}` : hashed;
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
