import { readFileSync } from 'node:fs';

/** Beside the program, wherever it was built to: `dist/cli`, `dist/chunks` and `src/cli` all lie two folders below. */
const PACKAGE = new URL('../../package.json', import.meta.url);

/** The version of this package. */
export function packageVersion(): string {
  const data: unknown = JSON.parse(readFileSync(PACKAGE, 'utf8'));
  const version = typeof data === 'object' && data !== null && 'version' in data && data.version;
  return typeof version === 'string' ? version : 'unknown';
}
