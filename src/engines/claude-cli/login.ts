import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** The members of a login that let somebody in: `accessToken`, `refreshToken` and the like. */
const TELLING = /token|secret|key/i;
/** Levels of objects that are looked into; the program writes two. */
const MAX_DEPTH = 6;

/** The user's own folder of the program. */
export function userFolder(env: Env): string {
  return env['CLAUDE_CONFIG_DIR'] ?? join(env['HOME'] ?? homedir(), '.claude');
}

/** Where the user's login is kept, where that is not the usual place. */
export function loginFolder(env: Env): string | undefined {
  return env['CLAUDE_SECURESTORAGE_CONFIG_DIR'] ?? env['CLAUDE_CONFIG_DIR'];
}

/** The file in which the program keeps the user's login, and renews it. */
export function loginFile(env: Env): string {
  return join(loginFolder(env) ?? userFolder(env), '.credentials.json');
}

/** What of the user's login must get nowhere: the program's own tools can read it. Empty where there is no login. */
export async function loginSecrets(env: Env): Promise<readonly string[]> {
  try {
    return secretsIn(JSON.parse(await readFile(loginFile(env), 'utf8')), MAX_DEPTH);
  } catch {
    return [];
  }
}

function secretsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([name, item]: [string, unknown]) =>
    typeof item === 'string' && TELLING.test(name) ? [item] : secretsIn(item, depth - 1),
  );
}
