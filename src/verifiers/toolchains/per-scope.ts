import type { VerifyScope } from '../../ports/verifier.ts';

/** Looks into a tree once for each scope: whether a verifier applies, and then what it checks. */
export function perScope<T>(
  find: (scope: VerifyScope) => Promise<T>,
): (scope: VerifyScope) => Promise<T> {
  const known = new WeakMap<VerifyScope, Promise<T>>();
  return (scope) => {
    const found = known.get(scope) ?? find(scope);
    known.set(scope, found);
    return found;
  };
}
