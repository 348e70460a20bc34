import { digest } from '../../../domain/ids.ts';
import type { VerifyScope } from '../../../ports/verifier.ts';
import { readTreeFile } from '../tree-files.ts';
import { installedVersion } from './installed.ts';
import { LOCK_NAMES } from './package-manager.ts';

/** What a check of a project may be run by. */
const TOOLS = [
  ...['vitest', 'jest', 'mocha', 'c8', 'nyc', '@vitest/coverage-v8', '@vitest/coverage-istanbul'],
  ...['eslint', '@biomejs/biome', 'oxlint', 'typescript'],
];
const DIGEST_HEX = 16;

/** The versions of Node.js and of what the repository's root has installed, and its lock file. */
export async function toolVersions({ root }: VerifyScope): Promise<string> {
  const installed = await Promise.all(
    TOOLS.map(async (name) => `${name} ${(await installedVersion(root, '', name)) ?? '-'}`),
  );
  const locks = await Promise.all(LOCK_NAMES.map(async (name) => readTreeFile(root, name)));
  const lock = digest(
    locks.map((text) => text ?? ''),
    DIGEST_HEX,
  );
  return [`node ${process.version}`, ...installed, `lock ${lock}`].join('\n');
}
