import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Dial } from './dial.ts';
import { type Host, isSameHost, parseHost } from './hosts.ts';

/** What a filter lets through. */
export interface FilterRules {
  readonly hosts: readonly Host[];
  readonly dial: Dial;
  /** Told `host:port` of what was not let through. */
  readonly refused: (target: string) => void;
}

/** Headers between a client and its proxy: RFC 9110, 7.6.1. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** A forward proxy, not yet listening, that connects to a few hosts and to no other. */
export function createFilter(rules: FilterRules): Server {
  const server = createServer((ask, answer) => void forward(ask, answer, rules));
  server.on('connect', (ask, socket, head: Buffer) => void tunnel(ask, { socket, head }, rules));
  server.on('clientError', (_fault, socket) => socket.destroy());
  // A model may think for long before its first byte.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  return server;
}

/** The host a proxy was asked for, if it is one of those allowed, spelled as it is allowed. */
function allowed(target: string, { hosts, refused }: FilterRules): Host | null {
  const host = parseHost(target);
  const found = host === null ? undefined : hosts.find((one) => isSameHost(one, host));
  if (found === undefined) refused(target);
  return found ?? null;
}

interface Client {
  readonly socket: Duplex;
  readonly head: Buffer;
}

async function tunnel(ask: IncomingMessage, client: Client, rules: FilterRules): Promise<void> {
  const { socket } = client;
  socket.on('error', () => socket.destroy());
  const host = allowed(ask.url ?? '', rules);
  if (host === null) {
    socket.end(plainAnswer(403, refusal(ask.url ?? '')));
    return;
  }
  const server = await opened(host, rules);
  if (server === null) {
    socket.end(plainAnswer(502, `${ask.url ?? ''} cannot be reached`));
    return;
  }
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  server.write(client.head);
  join(socket, server);
}

/** Hands bytes both ways until both ends are through. */
export function join(one: Duplex, other: Duplex): void {
  if (one.destroyed) other.destroy();
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => {
      if (from.readableEnded) to.end(() => to.destroy());
      else to.destroy();
    });
    from.pipe(to);
  }
}

async function forward(ask: IncomingMessage, answer: ServerResponse, rules: FilterRules) {
  const url = URL.canParse(ask.url ?? '') ? new URL(ask.url ?? '') : null;
  const isPlain = url?.protocol === 'http:';
  const target = isPlain ? `${url.hostname}:${url.port === '' ? '80' : url.port}` : (ask.url ?? '');
  const host = allowed(target, rules);
  if (url === null || host === null) {
    answer.writeHead(403, TEXT).end(refusal(target));
    return;
  }
  const server = await opened(host, rules);
  if (server === null) {
    answer.writeHead(502, TEXT).end(`${target} cannot be reached`);
    return;
  }
  const onwards = request({
    createConnection: () => server,
    method: ask.method,
    path: `${url.pathname}${url.search}`,
    headers: { ...endToEnd(ask.headers), host: url.host, connection: 'close' },
  });
  onwards.on('response', (reply) => {
    answer.writeHead(reply.statusCode ?? 502, endToEnd(reply.headers));
    reply.pipe(answer);
  });
  onwards.on('error', () => answer.destroy());
  answer.on('close', () => onwards.destroy());
  ask.pipe(onwards);
}

async function opened(host: Host, { dial }: FilterRules): Promise<Socket | null> {
  try {
    return await dial(host);
  } catch {
    return null;
  }
}

const TEXT = { 'content-type': 'text/plain' };

function refusal(target: string): string {
  return `the sandbox lets nothing through to ${target}`;
}

function plainAnswer(status: number, text: string): string {
  const reason = status === 403 ? 'Forbidden' : 'Bad Gateway';
  const head = `HTTP/1.1 ${status} ${reason}\r\ncontent-type: text/plain\r\nconnection: close`;
  return `${head}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

function endToEnd(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
