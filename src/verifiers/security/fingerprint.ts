import { scryptSync } from 'node:crypto';
import type { FoundSecret } from './secrets/secret.ts';

const FINGERPRINT_BYTES = 8;
/** Work per fingerprint, some 10 ms: it is published, and a plain digest of a weak password could be guessed from. */
const COST = { N: 4096, r: 8, p: 1 } as const;

/** What tells a secret of a file from others, without telling the secret. */
export function secretFingerprint({ rule, value }: FoundSecret, path: string): string {
  return scryptSync(value, `${rule}\0${path}`, FINGERPRINT_BYTES, COST).toString('hex');
}
