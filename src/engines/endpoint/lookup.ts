import type { LookupAddress } from 'node:dns';
import { lookup as resolveByDns } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './addresses.ts';

/** Every address a name has. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** A name leads where no provider is: nothing was sent. */
export class BlockedAddressError extends Error {
  constructor(hostname: string, address: string) {
    super(
      `${hostname} leads to ${address}, which is not on the public Internet; write the address itself if it is meant`,
    );
    this.name = 'BlockedAddressError';
  }
}

/** The machine's resolver, `/etc/hosts` included. */
export const systemResolve: Resolve = async (hostname) => resolveByDns(hostname, { all: true });

/**
 * What a socket asks for addresses. It is given only addresses that were checked, so that a second answer of the
 * name server changes nothing: all of them public, or, for `localhost`, all of them this machine. A host that is
 * written as an address never comes here.
 */
export function createLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    checkedAddresses(hostname, resolve).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), []);
      },
    );
  };
}

async function checkedAddresses(
  hostname: string,
  resolve: Resolve,
): Promise<readonly [LookupAddress, ...LookupAddress[]]> {
  const [first, ...others] = await resolve(hostname);
  if (first === undefined) throw new Error(`${hostname} has no address`);
  const isMeant = hostname === 'localhost' ? isLoopbackAddress : isPublicAddress;
  const stray = [first, ...others].find(({ address }) => !isMeant(address));
  if (stray !== undefined) throw new BlockedAddressError(hostname, stray.address);
  return [first, ...others];
}
