import { once } from '../../domain/once.ts';
import { MASK } from '../../domain/secret-shapes.ts';
import { lineFinder } from '../../domain/tampering/line-finder.ts';
import type { Finding } from '../../domain/verdict.ts';
import { type ChangedFile, touches } from './changed-file.ts';
import { secretFingerprint } from './fingerprint.ts';
import type { Allowable } from './ignore-files.ts';
import { excuses, SECRET_COMMENTS } from './looking-away.ts';
import { findSecrets } from './secrets/find-secrets.ts';
import type { FoundSecret } from './secrets/secret.ts';

/** The name of the check that the findings are of. */
export const SECURITY = 'security';
/** Characters of a secret that are shown, where it is long enough to spare them. */
const SHOWN_CHARS = 4;
const SPARE_LENGTH = 20;

/** Secrets on added lines of a file that its base does not hold anywhere. */
export async function secretFindings(
  file: ChangedFile,
  isAllowed: (found: Allowable) => boolean,
): Promise<readonly Finding[]> {
  const { path, text } = file;
  const secrets = await findSecrets(file);
  if (secrets.length === 0) return [];
  const before = await file.before();
  const lineOf = lineFinder(text);
  const isExcused = excuses({ text, base: before.alone }, SECRET_COMMENTS);
  const found: Finding[] = [];
  for (const secret of secrets) {
    if (found.length === MAX_FINDINGS) break;
    const [line, last] = [lineOf(secret.index), lineOf(secret.index + secret.value.length - 1)];
    const rule = `secret:${secret.rule}`;
    const fingerprint = once(() => secretFingerprint(secret, path));
    const isOld = !touches(before, line, last) || before.base?.includes(secret.value) === true;
    if (isOld || isExcused(line, rule) || isAllowed({ path, line, rule, fingerprint })) continue;
    const message = `a secret, ${maskedOf(secret)}; its fingerprint for security.allow is ${fingerprint()}`;
    found.push({ check: SECURITY, file: path, line, rule, message });
  }
  return found;
}

/** More findings of one file than this help nobody. */
const MAX_FINDINGS = 20;

function maskedOf({ value }: FoundSecret): string {
  const isSpare = value.length >= SPARE_LENGTH && !value.startsWith('-----');
  return `${isSpare ? value.slice(0, SHOWN_CHARS) : ''}${MASK}`;
}
