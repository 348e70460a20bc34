import { tmpdir } from 'node:os';
import type { Sandbox } from '../../src/ports/sandbox.ts';
import { createOsSandbox } from '../../src/sandbox/os-sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';

/** A real cage, for a person with this environment. */
export function cagedSandbox(env: Readonly<Record<string, string>>): Sandbox {
  return createOsSandbox({ processes: createProcesses(), env, read: [], write: [] });
}

/** Whether commands can be put into a cage here. */
export async function canCage(): Promise<boolean> {
  const env = { PATH: process.env['PATH'] ?? '' };
  const outcome = await cagedSandbox(env).run(
    { file: '/bin/true', args: [], cwd: tmpdir(), env },
    { writable: [], readable: [], network: { kind: 'none' } },
  );
  return outcome.exitCode === 0;
}
