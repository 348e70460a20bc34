import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { clip, plain } from '../domain/text-limits.ts';
import type { Command, ProcessOutcome } from '../ports/process.ts';
import type { Cage, Sandbox } from '../ports/sandbox.ts';
import type { InstallResult } from '../ports/workspace.ts';
import { lendable, lenderOf } from './borrows.ts';
import { REGISTRY_KINDS, type RegistryKind } from './registries.ts';
import { registryAccess } from './registry-access.ts';
import { registryTrouble } from './registry-trouble.ts';
import { type Site, type SupplyResult, supplied } from './supply.ts';

/** Milliseconds one command of a set-up may take; an installation from nothing takes minutes. */
const SETUP_TIMEOUT_MS = 1_800_000;
/** Bytes of output kept, and characters of it shown when a command fails. */
const KEEP_BYTES = 64 * 1024;
const SHOWN = 600;
/** Characters shown of what kept a command from its registry. */
const TROUBLE_SHOWN = 160;
/** Milliseconds before a registry that could not be used is tried once more. */
const SECOND_TRY_MS = 1500;

/** Why a command of ours failed. */
export interface Fault {
  readonly message: string;
  /**
   * What stood in its way: `surroundings` is what nobody mends in the tree, a registry out of reach or a program
   * that is not here; `change` anything else.
   */
  readonly by: 'change' | 'surroundings';
}

/** What a fault makes of an installation. */
export function resultOf({ message, by }: Fault): InstallResult {
  return { type: by === 'change' ? 'failed' : 'hindered', message };
}

/** That a program is not here. */
export function missing(message: string): Fault {
  return { message, by: 'surroundings' };
}

/** Runs `workspace.setup`, in order, until one fails; the registries of every kind are within reach. */
export async function runSetup(site: Site): Promise<SupplyResult> {
  const failure = await runCommands(site);
  if (failure !== null) return { ok: false, message: failure.message };
  const { length } = site.request.commands;
  return supplied({
    how: [`ran ${length === 1 ? '1 set-up command' : `${length} set-up commands`}`],
  });
}

/** @returns why one of the commands of `workspace.setup` failed, or null */
export async function runCommands(site: Site): Promise<Fault | null> {
  for (const command of site.request.commands) {
    const kinds = REGISTRY_KINDS;
    const argv = { file: '/bin/sh', args: ['-c', command] };
    const failure = await runIn(site, { title: command, ...argv, kinds });
    if (failure !== null) return failure;
  }
  return null;
}

export interface SetupCommand extends Pick<Command, 'file' | 'args'> {
  /** As a person would type it. */
  readonly title: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whose registries it may talk to; nobody else. */
  readonly kinds: readonly RegistryKind[];
  /** Absolute folder it runs in; the root by default. */
  readonly cwd?: string;
  /** Absolute folders it may change beside the tree. */
  readonly writable?: readonly string[];
}

/**
 * Runs a command in the tree, inside the wall; a second time where its registry could not be used.
 * @returns why it failed, or null
 */
export async function runIn(site: Site, command: SetupCommand): Promise<Fault | null> {
  const { file, args, title, env, kinds, cwd = site.root, writable = [] } = command;
  const { request, sandbox, root, borrows } = site;
  const access = await registryAccess(kinds, site);
  const whole = {
    file,
    args,
    cwd,
    env: { ...request.env, ...access.env, ...cacheOf(file, sandbox.level), ...env },
    signal: request.signal,
    timeoutMs: SETUP_TIMEOUT_MS,
    keepBytes: KEEP_BYTES,
  };
  const { hosts } = access;
  const cage: Cage = {
    writable: [root, ...writable],
    readable: [...borrows, ...(await lendable([lenderOf(await realpath(file))], [root]))],
    network: hosts.length === 0 ? { kind: 'none' } : { kind: 'hosts', hosts },
  };
  const first = await sandbox.run(whole, cage);
  if (first.exitCode === 0) return null;
  if (hosts.length === 0 || troubleOf(first) === null) return ofChange(title, first);
  await setTimeout(SECOND_TRY_MS, null, { signal: request.signal }).catch(() => null);
  if (request.signal.aborted) return ofChange(title, first);
  const second = await sandbox.run(whole, cage);
  if (second.exitCode === 0) return null;
  const trouble = troubleOf(second);
  return trouble === null ? ofChange(title, second) : outOfReach(title, { hosts, trouble });
}

function ofChange(title: string, outcome: ProcessOutcome): Fault {
  return { message: `${title}: ${endOf(outcome)}`, by: 'change' };
}

function outOfReach(
  title: string,
  { hosts, trouble }: { readonly hosts: readonly string[]; readonly trouble: string },
): Fault {
  const names = hosts.map((host) => host.replace(/:443$/, '')).join(' or ');
  const what = `the package registry at ${names} could not be used, twice (${clip(trouble, TROUBLE_SHOWN)})`;
  return {
    message: `${what}; see that it answers, then run again. It was: ${title}`,
    by: 'surroundings',
  };
}

/** Why the registry could not be used; null where it could. */
function troubleOf({ status, stdout, stderr }: ProcessOutcome): string | null {
  if (status === 'timed_out') return 'no end in time';
  return registryTrouble([stderr, stdout].map(textOf).join('\n'));
}

/** pnpm keeps its store in the tree where HOME lies on another file system, as it does in a cage. */
const CAGED_STORE = {
  npm_config_store_dir: '/tmp/pnpm-store',
  pnpm_config_store_dir: '/tmp/pnpm-store',
};

function cacheOf(file: string, level: Sandbox['level']): Readonly<Record<string, string>> {
  return level === 'os' && basename(file) === 'pnpm' ? CAGED_STORE : {};
}

function endOf(outcome: ProcessOutcome): string {
  const said = [outcome.stderr, outcome.stdout].map(textOf);
  const how = outcome.exitCode === null ? outcome.status : `exit code ${outcome.exitCode}`;
  const tail = (said.find((text) => text.trim() !== '') ?? '').trim().slice(-SHOWN);
  return clip(tail === '' ? how : `${how}: ${tail}`, SHOWN);
}

function textOf(bytes: Uint8Array): string {
  return plain(Buffer.from(bytes).toString('utf8'));
}
