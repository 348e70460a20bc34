import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { createLookup, type Resolve, systemResolve } from './lookup.ts';
import { proxyFor } from './proxy.ts';

/** How long a provider may keep us waiting, in milliseconds. */
export interface Patience {
  readonly connectMs: number;
  /** From the request to the head of the answer; a local server reads the whole prompt first. */
  readonly firstByteMs: number;
  /** Between two pieces of an answer. */
  readonly idleMs: number;
}

const PATIENCE: Patience = { connectMs: 15_000, firstByteMs: 300_000, idleMs: 180_000 };

/** Milliseconds a connection is kept for the next request, whatever the server offers. */
const KEEP_ALIVE_MS = 20_000;

export interface ConnectionOptions {
  readonly url: URL;
  /** The user's environment, for its proxy. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly patience?: Patience;
  readonly resolve?: Resolve;
}

/** The way to one provider. */
export interface Connection {
  readonly dispatcher: Dispatcher;
  /** Ends every socket, at once. */
  close(): Promise<void>;
}

/**
 * A way to a provider whose every resolved address is checked and pinned. Through a proxy of the user's the proxy
 * resolves the name.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const { url, env, patience = PATIENCE, resolve = systemResolve } = options;
  const common = {
    headersTimeout: patience.firstByteMs,
    bodyTimeout: patience.idleMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  };
  const proxy = proxyFor(url, env);
  const dispatcher =
    proxy === null
      ? new Agent({
          ...common,
          connect: { lookup: createLookup(resolve), timeout: patience.connectMs },
        })
      : new ProxyAgent({ ...common, uri: proxy });
  return { dispatcher, close: async () => dispatcher.destroy() };
}
