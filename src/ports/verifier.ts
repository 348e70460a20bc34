import type { CheckResult } from '../domain/verdict.ts';

/** What is to be judged. */
export interface VerifyScope {
  /** Absolute path of the tree. */
  readonly root: string;
  /** Paths the chunk changed. */
  readonly changed: readonly string[];
  /** Reads a file as it stands on the base commit; null where it does not exist. */
  readonly baseFile: (path: string) => Promise<string | null>;
  /** The `CODELICIOUS_*` variables of the job. */
  readonly env: Readonly<Record<string, string>>;
}

/** One kind of check. */
export interface Verifier {
  readonly name: string;
  applies(scope: VerifyScope): Promise<boolean>;
  check(scope: VerifyScope, signal: AbortSignal): Promise<readonly CheckResult[]>;
}
