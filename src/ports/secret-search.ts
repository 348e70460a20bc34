import type { Finding } from '../domain/verdict.ts';
import type { VerifyScope } from './verifier.ts';

/** Knows secrets in texts. */
export interface SecretSearch {
  /**
   * Secrets on the lines that a change adds and that nobody allowed. Their messages tell kind and fingerprint, never the
   * secret. Reads the tree on disk and runs nothing of it.
   */
  search(scope: VerifyScope): Promise<readonly Finding[]>;
  /**
   * Texts by path with whatever one of them holds as a secret masked in all of them, allowed or not, old or new.
   * @returns those that changed by it
   */
  mask(texts: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>>;
}
