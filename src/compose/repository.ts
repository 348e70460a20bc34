import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../domain/config.ts';
import { createRedactor, type Redactor } from '../domain/redaction.ts';
import { secretValues } from '../domain/secrets.ts';
import { openCheckout } from '../git/checkout.ts';
import type { Checkout } from '../ports/checkout.ts';
import type { Clock } from '../ports/clock.ts';
import type { Processes } from '../ports/process.ts';
import { createClock } from '../system/clock.ts';
import { createProcesses } from '../system/processes.ts';

export type Env = Readonly<Record<string, string>>;

/** One repository with what every command needs of this machine. */
export interface Repository {
  readonly config: Config;
  readonly env: Env;
  readonly cwd: string;
  readonly checkout: Checkout;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** Takes a secret found on the way out of everything from now on. */
  readonly learnSecret: (secret: string) => void;
  /** `<main checkout>/.codelicious`. */
  readonly stateDir: string;
  /** The folder below the user's cache that belongs to this repository. */
  readonly cacheDir: string;
}

/** Opens a repository without changing anything. */
export async function openRepository(request: {
  readonly config: Config;
  readonly env: Env;
  readonly cwd: string;
  readonly repo: string;
}): Promise<Repository> {
  const { config, env, cwd, repo } = request;
  const processes = createProcesses();
  const checkout = await openCheckout({ path: repo, processes, env, cwd });
  const { redactor, learnSecret } = learningRedactor(secretValues(env));
  return {
    config,
    env,
    cwd,
    checkout,
    processes,
    clock: createClock(),
    redactor,
    learnSecret,
    stateDir: join(checkout.state.mainRoot, '.codelicious'),
    cacheDir: cacheDir(checkout.state.commonDir, env),
  };
}

/** A short plain word (`postgres`, `changeme`) in a file does not mean that a secret got into it. */
function isTelling(secret: string): boolean {
  return !/^[a-z]{1,11}$/i.test(secret);
}

function learningRedactor(known: readonly string[]): Pick<Repository, 'redactor' | 'learnSecret'> {
  const secrets = [...known];
  let redactor = createRedactor(secrets);
  let strong = createRedactor(secrets.filter(isTelling));
  return {
    redactor: {
      redact: (text) => redactor.redact(text),
      redactKnown: (text) => redactor.redactKnown(text),
      contains: (text) => strong.contains(text),
    },
    learnSecret: (secret) => {
      if (secrets.includes(secret)) return;
      secrets.push(secret);
      redactor = createRedactor(secrets);
      strong = createRedactor(secrets.filter(isTelling));
    },
  };
}

/** `$XDG_CACHE_HOME/codelicious/<hash of the repository's path>`, or below `~/.cache`. */
function cacheDir(commonDir: string, env: Env): string {
  const cache = env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache');
  const hash = createHash('sha256').update(commonDir).digest('hex').slice(0, 16);
  return join(cache, 'codelicious', hash);
}
