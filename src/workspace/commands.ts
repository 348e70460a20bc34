import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { clip, plain } from '../domain/text-limits.ts';
import type { Command, ProcessOutcome } from '../ports/process.ts';
import type { Cage, Sandbox } from '../ports/sandbox.ts';
import { lendable, lenderOf } from './borrows.ts';
import { REGISTRY_KINDS, type RegistryKind } from './registries.ts';
import { registryAccess } from './registry-access.ts';
import { type Site, type SupplyResult, supplied } from './supply.ts';

/** Milliseconds one command of a set-up may take; an installation from nothing takes minutes. */
const SETUP_TIMEOUT_MS = 1_800_000;
/** Bytes of output kept, and characters of it shown when a command fails. */
const KEEP_BYTES = 64 * 1024;
const SHOWN = 600;

/** Runs `workspace.setup`, in order, until one fails; the registries of every kind are within reach. */
export async function runSetup(site: Site): Promise<SupplyResult> {
  const failure = await runCommands(site);
  if (failure !== null) return { ok: false, message: failure };
  const { length } = site.request.commands;
  return supplied({
    how: [`ran ${length === 1 ? '1 set-up command' : `${length} set-up commands`}`],
  });
}

/** @returns why one of the commands of `workspace.setup` failed, or null */
export async function runCommands(site: Site): Promise<string | null> {
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
 * Runs a command in the tree, inside the wall.
 * @returns why it failed, or null
 */
export async function runIn(site: Site, command: SetupCommand): Promise<string | null> {
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
  const outcome = await sandbox.run(whole, cage);
  return outcome.exitCode === 0 ? null : `${title}: ${endOf(outcome)}`;
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
  const said = [outcome.stderr, outcome.stdout].map((bytes) => Buffer.from(bytes).toString('utf8'));
  const how = outcome.exitCode === null ? outcome.status : `exit code ${outcome.exitCode}`;
  const tail = plain(said.find((text) => text.trim() !== '') ?? '')
    .trim()
    .slice(-SHOWN);
  return clip(tail === '' ? how : `${how}: ${tail}`, SHOWN);
}
