import { setTimeout as sleep } from 'node:timers/promises';
import type { Processes } from '../../../src/ports/process.ts';
import type { Sandbox } from '../../../src/ports/sandbox.ts';
import type { Arena } from './arena.ts';
import { ESCAPES } from './corpus.ts';
import type { EscapeSite, Payload } from './payload.ts';
import { areThere, ESCAPE_PATH } from './programs.ts';

/** Milliseconds one payload may take; most take a few hundredths of a second. */
const PAYLOAD_MS = 20_000;
/** Payloads at once; those that end the user's process go one by one. */
const LANES = 3;
/** Milliseconds what was sent over a network may take to be heard. */
const HEARING_MS = 60;

/** The user and group number of nobody. */
export const NOBODY = 65_534;

/** The payloads whose programs are on this machine. */
export const RUNNABLE: readonly Payload[] = ESCAPES.filter(({ needs }) => areThere(needs));

/**
 * Those that a run of the suite tries: every fourth, or all of them with `TEST_ESCAPES=all`.
 * @param shift which of the four
 */
export function slice(payloads: readonly Payload[], shift: number): readonly Payload[] {
  if (process.env['TEST_ESCAPES'] === 'all') return payloads;
  return payloads.filter((_, at) => at % 4 === shift);
}

/** Starts every program as nobody; for root only. */
export function asNobody(processes: Processes): Processes {
  const become = ['--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups', '--'];
  return {
    ...processes,
    run: async (command) =>
      processes.run({
        ...command,
        file: '/usr/bin/setpriv',
        args: [...become, command.file, ...command.args],
      }),
  };
}

/** The ids of the payloads that get out of a sandbox, each run as one command in it. */
export async function whatGetsOut(
  payloads: readonly Payload[],
  arena: Arena,
  sandboxFor: (home: string) => Sandbox,
): Promise<readonly string[]> {
  const out: string[] = [];
  const attempt = async (payload: Payload, lane: number): Promise<void> => {
    const site = arena.site(lane);
    arena.prepare(payload, site);
    const output = await outputOf(payload, site, sandboxFor(site.home));
    if (payload.goal.kind === 'reach') await sleep(HEARING_MS);
    if (arena.gotOut(payload, site, output)) out.push(payload.id);
  };
  const queue = payloads.filter(({ goal }) => goal.kind !== 'kill');
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await attempt(next, lane);
    }
  });
  await Promise.all(lanes);
  for (const payload of payloads.filter(({ goal }) => goal.kind === 'kill')) {
    await attempt(payload, 0);
  }
  return out;
}

async function outputOf(payload: Payload, site: EscapeSite, sandbox: Sandbox): Promise<string> {
  const env = {
    PATH: ESCAPE_PATH,
    HOME: site.home,
    TERM: 'dumb',
    CODELICIOUS_RUN: `escapes-${process.pid}`,
    CODELICIOUS_CHUNK: payload.id,
    CODELICIOUS_JOB: 'build',
  };
  const { stdout, stderr } = await sandbox.run(
    {
      file: '/bin/sh',
      args: ['-c', payload.script(site)],
      cwd: site.clone,
      env,
      timeoutMs: PAYLOAD_MS,
      graceMs: 200,
      keepBytes: 8 * 1024 * 1024,
    },
    { writable: [site.clone], readable: [], network: { kind: 'none' } },
  );
  return [stdout, stderr].map((bytes) => Buffer.from(bytes).toString()).join('\n');
}
