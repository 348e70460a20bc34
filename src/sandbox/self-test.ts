import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { ProcessOutcome } from '../ports/process.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { createOsSandbox, type OsSandboxOptions } from './os-sandbox.ts';
import { SELF_TEST_SCRIPT } from './self-test-script.ts';
import { type WallFault, wallFault } from './wall-fault.ts';

export type WallProbe = { readonly ok: true } | ({ readonly ok: false } & WallFault);

/** Milliseconds the caged program may take; it takes about 100. */
const TEST_MS = 30_000;
const CANARY = 'sings';
/** As many names of HOME are looked for inside. */
const MAX_NAMES = 200;

/** What the caged program says it came to. */
const reportSchema = z.strictObject({
  wrote: z.boolean(),
  readBeside: z.boolean(),
  seenAtHome: z.array(z.string()),
  connected: z.boolean(),
});

/** Finds out, by running a program in a cage, whether cages hold here. Leaves nothing behind. */
export async function probeWall(options: OsSandboxOptions): Promise<WallProbe> {
  const folder = mkdtempSync(join(tmpdir(), 'codelicious-wall-'));
  const listener = await listen();
  try {
    const site = layOut(folder, (listener.address() as AddressInfo).port, options);
    const outcome = await runTest(createOsSandbox({ ...options, read: [], write: [] }), site);
    return await judge(outcome, site, options);
  } finally {
    listener.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The things that are tried. */
interface Site {
  /** The folder that may be changed. */
  readonly inside: string;
  /** A file beside it, and one that is to be written there. */
  readonly canary: string;
  readonly planted: string;
  readonly home: string;
  /** Names of files at home; none of them is to be seen. */
  readonly names: readonly string[];
  readonly port: number;
}

function layOut(folder: string, port: number, { env }: OsSandboxOptions): Site {
  const inside = join(folder, 'inside');
  const canary = join(folder, 'canary');
  const home = env['HOME'] ?? '';
  mkdirSync(inside);
  writeFileSync(canary, CANARY);
  const site = { inside, canary, home, port, planted: join(folder, 'planted') };
  return { ...site, names: filesIn(home).slice(0, MAX_NAMES) };
}

function filesIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  } catch {
    return [];
  }
}

async function runTest(sandbox: Sandbox, site: Site): Promise<ProcessOutcome> {
  const { inside, home } = site;
  const command = {
    file: process.execPath,
    args: ['-e', SELF_TEST_SCRIPT, JSON.stringify(site)],
    cwd: inside,
    env: home === '' ? {} : { HOME: home },
    timeoutMs: TEST_MS,
  };
  const cage = { writable: [inside], readable: [], network: { kind: 'none' } } as const;
  return await sandbox.run(command, cage);
}

async function judge(
  outcome: ProcessOutcome,
  site: Site,
  options: OsSandboxOptions,
): Promise<WallProbe> {
  const report = reportOf(outcome);
  if (report === null) return { ok: false, ...(await wallFault(outcome, options)) };
  const holes = [
    ...(report.wrote && existsSync(join(site.inside, 'written')) ? [] : ['its own folder is shut']),
    ...(report.readBeside ? ['files beside the clone can be read'] : []),
    ...(isChanged(site) ? ['files beside the clone can be written'] : []),
    ...(report.seenAtHome.length > 0 ? ['files at home can be seen'] : []),
    ...(report.connected ? ['the network can be reached'] : []),
  ];
  if (holes.length === 0) return { ok: true };
  return { ok: false, why: `a cage does not hold here: ${holes.join(', ')}`, hint: '' };
}

/** Seen from outside: inside, the same paths may be files of the cage's own. */
function isChanged({ canary, planted }: Site): boolean {
  return existsSync(planted) || readFileSync(canary, 'utf8') !== CANARY;
}

function reportOf({ exitCode, stdout }: ProcessOutcome): z.infer<typeof reportSchema> | null {
  if (exitCode !== 0) return null;
  try {
    return reportSchema.parse(JSON.parse(new TextDecoder().decode(stdout)));
  } catch {
    return null;
  }
}

async function listen(): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}
