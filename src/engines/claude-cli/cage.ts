import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EngineJob } from '../../domain/engine-job.ts';
import type { Cage } from '../../ports/sandbox.ts';
import { type Account, accountOf } from './account.ts';
import { apiHosts } from './api-hosts.ts';
import { installationOf } from './installation.ts';
import { loginFile, loginFolder, userFolder } from './login.ts';
import { preparePrivateFolder } from './private-folder.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What a call in a cage is made of. */
export interface CageRequest {
  readonly job: EngineJob;
  /** Absolute path of the program. */
  readonly file: string;
  /** The user's environment. */
  readonly env: Env;
  /** Absolute folder of ours for what the program keeps. */
  readonly stateDir: string;
  /** A conversation of the user's that the call goes on with; null for none. */
  readonly session: string | null;
}

/** A cage, and the variables that tell the program about it. */
export interface ClaudeCage {
  readonly cage: Cage;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * What the program may reach: the tree, a folder of ours in place of the user's own, the file of its login where
 * it is let in by one (which it renews there), its own installation, and the hosts of its API.
 */
export async function claudeCage(request: CageRequest): Promise<ClaudeCage> {
  const { job, file, env, stateDir, session } = request;
  const account = accountOf(env);
  const home = env['HOME'] ?? homedir();
  const own = userFolder(env);
  const folder = await preparePrivateFolder({ stateDir, cwd: job.cwd, userFolder: own, session });
  return {
    cage: {
      writable: [job.cwd, folder, ...(await loginFiles(account, env))],
      readable: [
        ...job.borrows,
        ...(await installationOf(file)),
        ...account.homeFolders.map((name) => join(home, name)),
        ...named(env['GOOGLE_APPLICATION_CREDENTIALS'], account.kind === 'vertex'),
      ],
      network: { kind: 'hosts', hosts: apiHosts(account.kind, env) },
    },
    variables: {
      CLAUDE_CONFIG_DIR: folder,
      // Empty for the usual place, which is also where macOS's keychain is asked by its usual name.
      CLAUDE_SECURESTORAGE_CONFIG_DIR: loginFolder(env) ?? '',
    },
  };
}

async function loginFiles(account: Account, env: Env): Promise<readonly string[]> {
  const isByToken = (env['CLAUDE_CODE_OAUTH_TOKEN'] ?? '') !== '';
  if (account.kind !== 'subscription' || isByToken) return [];
  const file = loginFile(env);
  return (await isFile(file)) ? [file] : [];
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function named(path: string | undefined, applies: boolean): readonly string[] {
  return applies && path !== undefined && path !== '' ? [path] : [];
}
