import type { SecretSearch } from '../../../src/ports/secret-search.ts';
import type { Disk } from './fake-workspace.ts';

/** What this search takes for a secret. */
const SECRET = /SECRET_[a-z0-9]+/;

/** A search that reads the clone's files; allowed are values as they stand. */
export function createFakeSecrets(
  disk: (root: string) => Disk | null,
  allow: readonly string[],
): SecretSearch {
  return {
    async search(scope) {
      const found = [];
      for (const path of scope.changed) {
        const added = await scope.added(path);
        const text = disk(scope.root)?.get(path)?.text ?? '';
        for (const [index, line] of text.split('\n').entries()) {
          const [value] = SECRET.exec(line) ?? [];
          if (value === undefined || allow.includes(value) || added?.has(index + 1) === false)
            continue;
          const message = 'a secret, ***; its fingerprint for security.allow is 00ff';
          const about = { check: 'security', rule: 'secret:made-up', message };
          found.push({ ...about, file: path, line: index + 1 });
        }
      }
      return found;
    },
    async mask(texts) {
      const masked = new Map<string, string>();
      for (const [path, text] of texts) {
        const clean = text.replaceAll(new RegExp(SECRET, 'g'), '***');
        if (clean !== text) masked.set(path, clean);
      }
      return masked;
    },
  };
}
