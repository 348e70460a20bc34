import { dirname } from 'node:path';
import { CodeliciousError } from '../../domain/errors.ts';
import type { Processes } from '../../ports/process.ts';

/** A token and where it was found, for the banner. */
export interface FoundToken {
  readonly token: string;
  readonly from: 'GITHUB_TOKEN' | 'GH_TOKEN' | 'gh auth token';
}

export interface TokenSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly processes: Processes;
  /** The host the token is for; `github.com` unless the remote is elsewhere. */
  readonly host?: string;
}

/** Milliseconds `gh` may take; it only reads a file or the system's key store. */
const GH_TIMEOUT_MS = 10_000;

/**
 * Looks for a GitHub token: `GITHUB_TOKEN`, `GH_TOKEN`, then what `gh` is logged in with.
 * @returns null when there is none
 * @throws CodeliciousError `forge_auth` when a variable holds what no token can be
 */
export async function findGithubToken(search: TokenSearch): Promise<FoundToken | null> {
  for (const name of ['GITHUB_TOKEN', 'GH_TOKEN'] as const) {
    const token = (search.env[name] ?? '').trim();
    if (token !== '') return { token: checked(token, name), from: name };
  }
  const token = await askGh(search);
  return token === null ? null : { token, from: 'gh auth token' };
}

/** Only printable ASCII can travel in a header. */
function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

function checked(token: string, name: string): string {
  if (isToken(token)) return token;
  throw new CodeliciousError('forge_auth', `${name} holds characters that no token has.`, {
    hint: `Set ${name} again, on one line and without spaces.`,
  });
}

async function askGh({ env, processes, host }: TokenSearch): Promise<string | null> {
  const file = await processes.find('gh', env['PATH'] ?? '');
  if (file === null) return null;
  const outcome = await processes.run({
    file,
    args: ['auth', 'token', '--hostname', host ?? 'github.com'],
    cwd: dirname(file),
    env: { ...defined(env), GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1' },
    timeoutMs: GH_TIMEOUT_MS,
  });
  const token = Buffer.from(outcome.stdout).toString('utf8').trim();
  return outcome.exitCode === 0 && isToken(token) ? token : null;
}

function defined(env: TokenSearch['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
