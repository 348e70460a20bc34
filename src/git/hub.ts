import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckoutState } from '../ports/checkout.ts';
import { findGit, type GitDeps } from './binary.ts';
import { type CallOptions, createGitCall, type GitCall } from './call.ts';
import { credentialEnvironment, gitEnvironment } from './environment.ts';
import { splitNul } from './paths.ts';
import { forwardedSettings, isOn, parseSettings, type ScopedSetting } from './settings.ts';

/** Milliseconds a remote has to answer in. */
const NETWORK_TIMEOUT_MS = 120_000;

export interface HubRequest extends GitDeps {
  /** Absolute path of the control repository. */
  readonly dir: string;
  readonly checkout: CheckoutState;
  /** Ends what waits for the remote; work on this machine is always finished. */
  readonly signal?: AbortSignal;
}

/** Our repository and the user's, as the places where git is called. */
export interface Hub {
  readonly dir: string;
  readonly checkout: CheckoutState;
  /** In our repository, with the user's settings for remote, identity and signing. */
  readonly own: GitCall;
  /** In the user's repository. */
  readonly theirs: GitCall;
  /** What a call that talks to the remote needs beside its arguments. */
  readonly network: CallOptions;
  /** Whether the user signs commits. */
  readonly signs: boolean;
  /** A folder for index files and the like, made on first use. */
  readonly scratch: () => Promise<string>;
}

/** The places, without looking whether our repository stands. */
export async function connectHub(request: HubRequest): Promise<Hub> {
  const { dir, checkout, processes, env } = request;
  const binary = await findGit(request);
  const site = { processes, binary, cwd: checkout.root };
  const first = [`--git-dir=${dir}`];
  const theirs = createGitCall({ ...site, env: gitEnvironment(env) });
  const bare = createGitCall({ ...site, first, env: gitEnvironment(env) });
  const [wanted, seen] = await Promise.all([listSettings(theirs), listSettings(bare)]);
  const settings = forwardedSettings(wanted, seen);
  return {
    dir,
    checkout,
    own: createGitCall({ ...site, first, env: gitEnvironment(env, settings) }),
    theirs,
    network: {
      timeoutMs: NETWORK_TIMEOUT_MS,
      env: credentialEnvironment(env),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    },
    signs: isOn(wanted, 'commit.gpgsign'),
    scratch: () => scratchFolder(dir),
  };
}

/** Where index files and other short-lived files of ours are kept. */
export function scratchPath(dir: string): string {
  return join(dir, 'scratch');
}

/** Every setting in force; none where a configuration cannot be read, which the next call will say. */
async function listSettings(call: GitCall): Promise<readonly ScopedSetting[]> {
  const outcome = await call.attempt(['config', '--list', '--show-scope', '-z']);
  return outcome.code === 0 ? parseSettings(splitNul(outcome.out)) : [];
}

async function scratchFolder(dir: string): Promise<string> {
  const folder = scratchPath(dir);
  await mkdir(folder, { recursive: true });
  return folder;
}
