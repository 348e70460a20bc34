import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

/** What a server may do instead of answering. */
export type Mishap =
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Starts an answer and says no more. */
  | { readonly kind: 'stall' }
  /** Starts an answer and drops the connection. */
  | { readonly kind: 'cut' }
  /** Starts an answer and ends it in good order, but before its end. */
  | { readonly kind: 'short' }
  /** Starts an answer and goes on with what is no JSON. */
  | { readonly kind: 'garbled' }
  /** Answers with so much text; one event without an end when `inOneEvent`. */
  | { readonly kind: 'flood'; readonly bytes: number; readonly inOneEvent?: boolean }
  /** Answers with exactly this. */
  | {
      readonly kind: 'raw';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    };

/** How an API writes its stream. */
export interface StreamForm {
  /** The beginning of an answer. */
  readonly begin: string;
  /** An event with a piece of text. */
  readonly piece: (text: string) => string;
}

const MISHAPS: ReadonlySet<string> = new Set([
  'hang',
  'stall',
  'cut',
  'short',
  'garbled',
  'flood',
  'raw',
]);

export function isMishap(reply: { readonly kind: string }): reply is Mishap {
  return MISHAPS.has(reply.kind);
}

export function playMishap(mishap: Mishap, response: ServerResponse, form: StreamForm): void {
  if (mishap.kind === 'hang') return;
  if (mishap.kind === 'raw') {
    response.writeHead(mishap.status, mishap.headers ?? {});
    response.end(mishap.body ?? '');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(form.begin);
  if (mishap.kind === 'cut') void setTimeout(SETTLING_MS).then(() => response.destroy());
  else if (mishap.kind === 'short') response.end();
  else if (mishap.kind === 'garbled') response.end('data: {"choices": [{"delta\n\n');
  else if (mishap.kind === 'flood') void flood(mishap, response, form);
}

/** As fast as the other side takes it; ends when it hangs up. */
async function flood(
  { bytes, inOneEvent = false }: Extract<Mishap, { kind: 'flood' }>,
  response: ServerResponse,
  form: StreamForm,
): Promise<void> {
  const text = 'flood '.repeat(1000);
  const piece = inOneEvent ? text : form.piece(text);
  if (inOneEvent) response.write('data: "');
  for (let sent = 0; sent < bytes && !response.destroyed; sent += piece.length) {
    if (!response.write(piece)) {
      await new Promise((resolve) => {
        response.once('drain', resolve).once('close', resolve).once('error', resolve);
      });
      for (const event of ['drain', 'close', 'error']) response.removeAllListeners(event);
      response.on('error', () => undefined);
    }
  }
  if (!response.destroyed) response.end();
}

/** A server on a free port of 127.0.0.1 that is gone, connections and all, when it is closed. */
export interface LoopbackServer {
  readonly url: string;
  /** Connections that are open, once the other side had time to close them. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** Milliseconds until what was sent, or the end of a connection, has come across. */
const SETTLING_MS = 50;

export async function startLoopback(
  handler: (incoming: IncomingMessage, response: ServerResponse) => void,
  make: (
    handler: (incoming: IncomingMessage, response: ServerResponse) => void,
  ) => Server = createServer,
): Promise<LoopbackServer> {
  const server = make(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    connections: async () => {
      await setTimeout(SETTLING_MS);
      return promisify(server.getConnections.bind(server))();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The whole body of a request. */
export async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
