import { digest } from '../domain/ids.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { MarkedQuestion } from '../domain/marker.ts';
import type { History } from '../ports/history.ts';

/** Files of the base that say which secrets pass. */
const IGNORE_FILES = ['.gitleaksignore', '.secretlintignore'] as const;
const HEX = 16;

/** What says which secrets pass. */
export interface Allowing {
  /** `security.allow`. */
  readonly allow: readonly string[];
  readonly history: Pick<History, 'filesAt'>;
  readonly base: { readonly sha: string };
}

/** Stands for everything that says which secrets pass; under another one what did not pass may do so. */
export async function allowanceOf({ allow, history, base }: Allowing): Promise<string> {
  const files = await history.filesAt(base.sha, IGNORE_FILES);
  const texts = IGNORE_FILES.map((path) => files.get(path) ?? '');
  return digest([JSON.stringify(allow), ...texts], HEX);
}

/** The same where anything waits for it to change; empty elsewhere. */
export async function allowanceNow(
  asked: { readonly questions: readonly MarkedQuestion[]; readonly ledger: Ledger },
  allowing: Allowing,
): Promise<string> {
  const all = [...asked.questions, ...Object.values(asked.ledger.chunks)];
  return all.some(({ allowance }) => allowance !== undefined) ? allowanceOf(allowing) : '';
}
