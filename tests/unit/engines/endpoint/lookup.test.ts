import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { BlockedAddressError, createLookup } from '../../../../src/engines/endpoint/lookup.ts';

const v4 = (address: string): LookupAddress => ({ address, family: 4 });

async function look(
  hostname: string,
  addresses: readonly LookupAddress[],
  all = true,
): Promise<unknown> {
  const lookup = createLookup(async () => addresses);
  return new Promise((resolve, reject) => {
    lookup(hostname, { all }, (error, found, family) => {
      if (error === null) resolve(all ? found : { address: found, family });
      else reject(error);
    });
  });
}

describe('createLookup', () => {
  it('hands public addresses on, all or the first', async () => {
    const addresses = [v4('1.1.1.1'), { address: '2606:4700:4700::1111', family: 6 }];
    expect(await look('example.org', addresses)).toEqual(addresses);
    expect(await look('example.org', addresses, false)).toEqual(v4('1.1.1.1'));
  });

  it.each([
    ['localtest.me', ['127.0.0.1']],
    ['127.0.0.1.nip.io', ['127.0.0.1']],
    ['metadata.google.internal', ['169.254.169.254']],
    ['rebinding.example', ['1.1.1.1', '10.0.0.1']],
    ['intranet.example', ['192.168.0.10']],
    ['localhost.', ['127.0.0.1']],
    ['localhost.example.org', ['127.0.0.1']],
    ['nat64.example', ['64:ff9b::7f00:1']],
    ['mapped.example', ['::ffff:10.0.0.1']],
  ])('refuses %s at %j as a whole', async (hostname, addresses) => {
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    await expect(look(hostname, found)).rejects.toBeInstanceOf(BlockedAddressError);
    await expect(look(hostname, found)).rejects.toThrow(hostname);
  });

  it('takes localhost for this machine and nothing else', async () => {
    expect(await look('localhost', [v4('127.0.0.1')])).toEqual([v4('127.0.0.1')]);
    await expect(look('localhost', [v4('1.1.1.1')])).rejects.toBeInstanceOf(BlockedAddressError);
  });

  it('says when a name has no address', async () => {
    await expect(look('nowhere.example', [])).rejects.toThrow('nowhere.example');
  });

  it('hands a failure of the resolver on', async () => {
    const lookup = createLookup(async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    });
    await new Promise<void>((resolve) => {
      lookup('nowhere.example', {}, (error) => {
        expect(error?.code).toBe('ENOTFOUND');
        resolve();
      });
    });
  });
});
