import { SECRET_TOKENS } from '../../../domain/secret-tokens.ts';
import { namedSecrets } from '../../../domain/secret-vendors.ts';
import { isTestFile } from '../../../domain/tampering/language.ts';
import {
  commandSecrets,
  databasePasswords,
  genericSecrets,
  kubernetesSecrets,
} from './assignments.ts';
import { isExample, isExampleAddress, isExampleToken } from './examples.ts';
import { privateKeys } from './private-keys.ts';
import { quotedPasswords } from './quoted-passwords.ts';
import type { FoundSecret, SearchedFile } from './secret.ts';
import { secretlintSecrets } from './secretlint.ts';

/** What a lock file holds are digests; its addresses are looked at by their shapes alone. */
const LOCK_FILE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|Cargo\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|go\.(?:sum|mod|work\.sum)|gradle\.lockfile|flake\.lock|verification-metadata\.xml|requirements[^/]*\.txt)$/i;
/** What prose and tests hold in plenty: values that are only by their name a secret. */
const PROSE = /\.(?:md|mdx|markdown|rst|adoc|txt|svg|map|min\.\w+|snap|lock|csv|tsv|ipynb)$/i;

/**
 * The secrets of a text, each once, in their order. Published examples, placeholders and references are left out.
 * Linear in the text but for the rules of others, which are given a second each.
 */
export async function findSecrets(file: SearchedFile): Promise<readonly FoundSecret[]> {
  const named = LOCK_FILE.test(file.path) ? [] : namedValues(file);
  const shaped = [...tokens(file), ...privateKeys(file)];
  const all = [
    ...shaped.filter(({ value }) => !isExampleToken(value)),
    ...named.filter(({ value }) => !isExample(value)),
    ...(await secretlintSecrets(file)).filter(({ value }) => !isExampleToken(value)),
  ];
  return onceEach(all.filter(({ value }) => isExampleAddress(value) !== true));
}

function tokens({ text }: SearchedFile): readonly FoundSecret[] {
  return SECRET_TOKENS.flatMap(({ rule, pattern }) =>
    [...text.matchAll(pattern())].map(({ 0: value, index }) => ({ rule, value, index })),
  );
}

function namedValues(file: SearchedFile): readonly FoundSecret[] {
  const known = [...commandSecrets(file), ...kubernetesSecrets(file)];
  if (isTestFile(file.path) || PROSE.test(file.path)) return [...namedSecrets(file.text), ...known];
  const generic = [...genericSecrets(file), ...databasePasswords(file), ...quotedPasswords(file)];
  return [...namedSecrets(file.text), ...known, ...generic];
}

/** Of several that overlap the first, which is of the rule that says most. */
function onceEach(all: readonly FoundSecret[]): readonly FoundSecret[] {
  const kept: FoundSecret[] = [];
  for (const each of all.map((found, rank) => ({ found, rank })).sort(byPlace)) {
    const before = kept.at(-1);
    const overlaps = before !== undefined && each.found.index < before.index + before.value.length;
    if (!overlaps) kept.push(each.found);
  }
  return kept;
}

interface Ranked {
  readonly found: FoundSecret;
  readonly rank: number;
}

function byPlace(a: Ranked, b: Ranked): number {
  return a.found.index - b.found.index || a.rank - b.rank;
}
