import { clip, plain } from '../domain/text-limits.ts';
import type { Command, ProcessOutcome } from '../ports/process.ts';
import { type Site, type SupplyResult, supplied } from './supply.ts';

/** Milliseconds one command of a set-up may take; an installation from nothing takes minutes. */
const SETUP_TIMEOUT_MS = 1_800_000;
/** Bytes of output kept, and characters of it shown when a command fails. */
const KEEP_BYTES = 64 * 1024;
const SHOWN = 600;

/** Runs `workspace.setup`, in order, until one fails. */
export async function runSetup(site: Site): Promise<SupplyResult> {
  const { commands } = site.request;
  for (const command of commands) {
    const failure = await runIn(site, { title: command, file: '/bin/sh', args: ['-c', command] });
    if (failure !== null) return { ok: false, message: failure };
  }
  const what = commands.length === 1 ? '1 set-up command' : `${commands.length} set-up commands`;
  return supplied({ how: [`ran ${what}`] });
}

export interface SetupCommand extends Pick<Command, 'file' | 'args'> {
  /** As a person would type it. */
  readonly title: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a command in the tree, inside the wall.
 * @returns why it failed, or null
 */
export async function runIn(site: Site, command: SetupCommand): Promise<string | null> {
  const { file, args, title, env } = command;
  const { request, sandbox, processes, root } = site;
  const wrapped = sandbox.wrap({
    file,
    args,
    cwd: root,
    env: { ...request.env, ...env },
    signal: request.signal,
    timeoutMs: SETUP_TIMEOUT_MS,
    keepBytes: KEEP_BYTES,
  });
  const outcome = await processes.run(wrapped);
  return outcome.exitCode === 0 ? null : `${title}: ${endOf(outcome)}`;
}

function endOf(outcome: ProcessOutcome): string {
  const said = [outcome.stderr, outcome.stdout].map((bytes) => Buffer.from(bytes).toString('utf8'));
  const how = outcome.exitCode === null ? outcome.status : `exit code ${outcome.exitCode}`;
  const tail = plain(said.find((text) => text.trim() !== '') ?? '')
    .trim()
    .slice(-SHOWN);
  return clip(tail === '' ? how : `${how}: ${tail}`, SHOWN);
}
