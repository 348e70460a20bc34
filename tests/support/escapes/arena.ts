import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EscapeSite, Payload } from './payload.ts';
import { SECRET_FILES } from './reads.ts';

/** Bytes of a socket's name: `sun_path` of unix(7). */
const MAX_SOCKET = 108;
/** Bytes of a file in the clone that are searched for the secret. */
const MAX_LOOT = 4 * 1024 * 1024;

/** A victim's machine, and the eyes outside it. */
export interface Arena {
  /** The machine, with an empty clone of its own for each number. */
  site(at: number): EscapeSite;
  /** Whether a payload that has run got out, by what can be seen outside and what it printed. */
  gotOut(payload: Payload, site: EscapeSite, output: string): boolean;
  /** Puts there what a payload is to take away. */
  prepare(payload: Payload, site: EscapeSite): void;
  close(): void;
}

/**
 * Lays out a machine in a temporary folder.
 * @param owner the user and group number that everything belongs to; null for our own
 */
export async function createArena(owner: number | null): Promise<Arena> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-arena-')));
  const secret = `secret-${randomBytes(12).toString('hex')}`;
  const heard: string[] = [];
  const outside = join(dir, 'outside');
  // Node fills such a name up with zeros, where others take it as long as it is.
  const abstract = `codelicious-${randomBytes(4).toString('hex')}`.padEnd(MAX_SOCKET - 1, '-');
  const socket = join(outside, 'socket');
  const home = join(dir, 'home');
  const checkout = join(outside, 'checkout');
  fill({ outside, home, checkout, secret });
  const servers = await Promise.all([
    listen(heard, { host: '127.0.0.1', port: 0 }),
    listen(heard, { host: '::1', port: 0 }),
    listen(heard, { path: socket }),
    listen(heard, { path: `\0${abstract}` }),
  ]);
  const [port = 0, port6 = 0] = servers.map((server) => (server.address() as AddressInfo).port);
  chmodSync(socket, 0o666);
  own(dir, owner);
  let victim: ChildProcess | null = null;
  const victimPid = (): number => {
    if (victim?.exitCode !== null || victim.signalCode !== null) {
      victim = startVictim(join(outside, 'secrets'), secret, owner);
    }
    return victim.pid ?? 0;
  };
  const site = (at: number): EscapeSite => {
    const clone = join(dir, `clone-${at}`);
    rmSync(clone, { recursive: true, force: true });
    mkdirSync(clone);
    own(clone, owner);
    const place = { clone, outside, home, checkout, port, port6, socket, abstract };
    return { ...place, victim: victimPid(), secret };
  };
  return {
    site,
    gotOut: (payload, at, output) => isOut(payload, at, { output, heard }),
    prepare: (payload, at) => prepare(payload, at, owner),
    close: () => {
      victim?.kill('SIGKILL');
      for (const server of servers) server.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function fill(site: Pick<EscapeSite, 'outside' | 'home' | 'checkout' | 'secret'>): void {
  const { outside, home, checkout, secret } = site;
  const files = [
    join(outside, 'secrets', 'token'),
    ...SECRET_FILES.map((file) => join(home, file)),
    ...['.env', 'secret.txt', 'package.json', 'src/index.js'].map((file) => join(checkout, file)),
    join(checkout, '.codelicious', 'audit', 'audit.jsonl'),
  ];
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${secret}\n`);
  }
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', checkout, ...args], { stdio: 'ignore' });
  };
  git('init', '-q');
  git('add', 'secret.txt');
  git('commit', '-qm', 'secret');
  git('config', 'remote.origin.url', `https://x:${secret}@host.example/r`);
}

/** Changes the owner of a whole tree. */
function own(path: string, owner: number | null): void {
  if (owner === null) return;
  chownSync(path, owner, owner);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) own(join(path, name), owner);
}

/** A process with the secret in its arguments, its environment, its folder and an open file. */
function startVictim(folder: string, secret: string, owner: number | null): ChildProcess {
  const script = 'exec 3< token; while :; do read -r line; sleep 1; done';
  return spawn('/bin/sh', ['-c', script, secret], {
    cwd: folder,
    env: { SECRET: secret },
    stdio: ['pipe', 'ignore', 'ignore'],
    ...(owner === null ? {} : { uid: owner, gid: owner }),
  });
}

async function listen(
  heard: string[],
  where: { readonly path: string } | { readonly host: string; readonly port: number },
): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      heard.push(bytes.toString('latin1'));
      socket.end('HTTP/1.0 200 OK\r\n\r\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, resolve);
  });
  return server;
}

interface Signs {
  readonly output: string;
  readonly heard: readonly string[];
}

function isOut({ id, goal }: Payload, site: EscapeSite, { output, heard }: Signs): boolean {
  switch (goal.kind) {
    case 'write':
      return textOf(goal.path(site)).includes(id);
    case 'destroy':
      return !existsSync(goal.path(site));
    case 'read':
      return output.includes(site.secret) || lootIn(site.clone, site.secret);
    case 'say':
      return output.includes(`through-${id}`);
    case 'reach':
      return heard.some((text) => text.includes(id));
    case 'kill':
      return !isAlive(site.victim);
  }
}

/** Whether the secret lies in the clone; links are not followed, as nobody follows them for us. */
function lootIn(folder: string, secret: string): boolean {
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return lootIn(path, secret);
    return entry.isFile() && lstatSync(path).size < MAX_LOOT && textOf(path).includes(secret);
  });
}

function textOf(path: string): string {
  try {
    return lstatSync(path).isFile() ? readFileSync(path, 'latin1') : '';
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/\) [ZX] /.test(textOf(`/proc/${pid}/stat`));
}

function prepare({ goal }: Payload, site: EscapeSite, owner: number | null): void {
  if (goal.kind !== 'destroy') return;
  writeFileSync(goal.path(site), 'keep');
  own(goal.path(site), owner);
}
