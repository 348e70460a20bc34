import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { type Host, isLoopback, isPublic } from './hosts.ts';
import { throughUpstream, upstreamFor } from './upstream.ts';

/** Milliseconds one address has to answer. */
const CONNECT_MS = 15_000;

/**
 * Opens a connection to a host that is allowed.
 * @throws Error when no address of the host answers, or one of them is no public address
 */
export type Dial = (host: Host) => Promise<Socket>;

/**
 * Connects to a host through the user's own proxy where the environment names one, else directly. What a name
 * leads to is looked up once, each address checked, and only these are connected to.
 */
export function createDial(env: Readonly<Record<string, string | undefined>>): Dial {
  return async (host) => {
    const upstream = isLoopback(host) ? null : upstreamFor(host, env);
    if (upstream !== null) return await throughUpstream(upstream, host);
    return await firstOf(await addressesOf(host), host.port);
  };
}

/** A host named by its address, or as this machine, was meant by who allowed it. */
async function addressesOf(host: Host): Promise<readonly string[]> {
  if (isIP(host.name) !== 0) return [host.name];
  if (isLoopback(host)) return ['127.0.0.1', '::1'];
  const found = (await lookup(host.name, { all: true })).map(({ address }) => address);
  if (found.every(isPublic)) return found;
  throw new Error(`${host.name} leads to an address that is not public`);
}

async function firstOf(addresses: readonly string[], port: number): Promise<Socket> {
  const faults: unknown[] = [];
  for (const address of addresses) {
    try {
      return await open(address, port);
    } catch (fault) {
      faults.push(fault);
    }
  }
  throw new AggregateError(faults, `no address answers: ${addresses.join(', ')}`);
}

async function open(address: string, port: number): Promise<Socket> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, noDelay: true, allowHalfOpen: true });
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
