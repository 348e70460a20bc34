import { createRedactor } from '../../domain/redaction.ts';
import { MASK } from '../../domain/secret-shapes.ts';
import type { Finding } from '../../domain/verdict.ts';
import type { SecretSearch } from '../../ports/secret-search.ts';
import { changedFiles } from './changed-file.ts';
import { allowedBy } from './ignore-files.ts';
import { secretFindings } from './secret-findings.ts';
import { findSecrets } from './secrets/find-secrets.ts';
import type { SecurityDeps } from './security.ts';

/** The search for secrets alone, for before anything of a change is run. */
export function createSecretSearch({ allow }: SecurityDeps): SecretSearch {
  return {
    async search(scope) {
      const isAllowed = await allowedBy(allow, scope);
      const found: Finding[] = [];
      for await (const file of changedFiles(scope)) {
        found.push(...(await secretFindings(file, isAllowed)));
      }
      return found;
    },
    async mask(texts) {
      const values = new Set<string>();
      for (const [path, text] of texts) {
        for (const { value } of await findSecrets({ path, text })) values.add(value);
      }
      const masked = new Map<string, string>();
      for (const [path, text] of texts) {
        const clean = withoutValues(text, [...values]);
        if (clean !== text) masked.set(path, clean);
      }
      return masked;
    },
  };
}

/** Longest first, so that no value hides only a part of another; then in every way a value may be written. */
function withoutValues(text: string, values: readonly string[]): string {
  const longest = [...values].sort((a, b) => b.length - a.length);
  const plain = longest.reduce((left, value) => left.replaceAll(value, MASK), text);
  return createRedactor(longest).redactKnown(plain);
}
