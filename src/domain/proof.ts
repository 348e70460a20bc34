import { isTestFile, languageOf } from './tampering/language.ts';

/**
 * What a chunk's tests prove: `red-green` fail without its source and pass with it, `green-only` pass without it too,
 * `none` where it changes no tests or nothing could run them.
 */
export const PROOFS = ['red-green', 'green-only', 'none'] as const;
export type Proof = (typeof PROOFS)[number];

/** A proof as a trailer has it; null for anything else. */
export function readProof(value: string | null): Proof | null {
  return PROOFS.find((proof) => proof === value) ?? null;
}

const TEST_FOLDER = /(?:^|\/)(?:__tests__|__snapshots__|tests?|e2e|testdata|fixtures)\//i;

/** Whether a file is a test or belongs to tests: what they read, record or compare with. */
export function isTestMaterial(path: string): boolean {
  return isTestFile(path) || TEST_FOLDER.test(path);
}

/** Extensions of source in languages whose tests are not told apart here. */
const OTHER_SOURCE =
  /\.(?:sh|bash|rb|php|java|kt|kts|scala|cs|fs|c|h|cc|cpp|hpp|m|swift|ex|exs|erl|hs|clj|lua|pl|pm|r|dart|zig|sql)$/i;

/** Whether a file is source that tests could prove: no test, no text, no settings. */
export function isSource(path: string): boolean {
  if (isTestMaterial(path)) return false;
  return languageOf(path) !== 'other' || OTHER_SOURCE.test(path);
}
