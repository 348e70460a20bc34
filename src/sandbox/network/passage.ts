import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { BRIDGE_SCRIPT } from './bridge-script.ts';
import type { Dial } from './dial.ts';
import { createFilter, join } from './filter.ts';
import { type Host, isLoopback, parseHost } from './hosts.ts';

/** The longest path a socket file may have is 107 bytes on Linux; this leaves room for its name. */
const MAX_FOLDER = 90;

/** The way out of one cage: what the bridge inside is told, and the folder that holds it. */
export interface Passage {
  /** To be shown inside, for reading. */
  readonly folder: string;
  /** Path of the program that opens the ports inside. */
  readonly script: string;
  /** What it is told. */
  readonly routes: string;
  close(): void;
}

export interface PassageRequest {
  /** As `CageNetwork` names them; what is no host and port is left out. */
  readonly hosts: readonly string[];
  readonly dial: Dial;
  readonly refused: (target: string) => void;
}

/**
 * Opens socket files that lead to the given hosts: one for a proxy, and one for each host of this machine, because
 * many programs use no proxy for those.
 */
export async function openPassage({ hosts, dial, refused }: PassageRequest): Promise<Passage> {
  const known = hosts.map(parseHost).filter((host) => host !== null);
  const folder = makeFolder();
  const proxy = joinPath(folder, 'proxy');
  const filter = createFilter({ hosts: known, dial, refused });
  const direct = known.filter(isLoopback).map((host, at) => ({
    server: directServer(host, dial),
    socket: joinPath(folder, `port-${at}`),
    host,
  }));
  const servers: readonly [Server, string][] = [
    [filter, proxy],
    ...direct.map(({ server, socket }): [Server, string] => [server, socket]),
  ];
  const sockets = new Set<Socket>();
  for (const [server, path] of servers) await listen(server, path, sockets);
  const script = joinPath(folder, 'bridge.cjs');
  writeFileSync(script, BRIDGE_SCRIPT);
  const ports = direct.flatMap(({ host, socket }) => inside(host, socket));
  return {
    folder,
    script,
    routes: JSON.stringify({ proxy, ports }),
    close: () => {
      for (const [server] of servers) server.close();
      for (const socket of sockets) socket.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Readable by this user alone. */
function makeFolder(): string {
  const base = tmpdir().length > MAX_FOLDER - 30 ? '/tmp' : tmpdir();
  const folder = mkdtempSync(joinPath(base, 'codelicious-cage-'));
  chmodSync(folder, 0o700);
  return folder;
}

function directServer(host: Host, dial: Dial): Server {
  return createServer({ allowHalfOpen: true, pauseOnConnect: true }, (inside) => {
    inside.on('error', () => inside.destroy());
    dial(host).then(
      (outside) => join(inside, outside),
      () => inside.destroy(),
    );
  });
}

async function listen(server: Server, path: string, sockets: Set<Socket>): Promise<void> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  server.unref();
}

/** `localhost` is looked for at both its addresses. */
function inside(
  { name, port }: Host,
  socket: string,
): readonly { readonly host: string; readonly port: number; readonly socket: string }[] {
  const hosts = name === 'localhost' ? ['127.0.0.1', '::1'] : [name];
  return hosts.map((host) => ({ host, port, socket }));
}
