import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopbackAddress, isPublicAddress } from '../../../../src/engines/endpoint/addresses.ts';

describe('isPublicAddress', () => {
  it.each([
    '1.1.1.1',
    '93.184.216.34',
    '2606:4700:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ])('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::c0a8:101',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    '100::1',
    '',
    'localhost',
    '1.2.3',
    'fe80::1%eth0',
    '999.1.1.1',
  ])('refuses %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('refuses private addresses in every dress', () => {
    const octet = fc.nat({ max: 255 });
    const wall = fc.constantFrom('10', '127', '0', '169.254', '192.168', '172.20', '100.100');
    fc.assert(
      fc.property(wall, octet, octet, octet, (start, ...rest) => {
        const parts = [...start.split('.'), ...rest.map(String)].slice(0, 4);
        const [a, b, c, d] = parts.map((part) => Number(part).toString(16).padStart(2, '0'));
        const tail = `${String(a)}${String(b)}:${String(c)}${String(d)}`;
        for (const address of [parts.join('.'), `::ffff:${tail}`, `64:ff9b::${tail}`]) {
          expect(isPublicAddress(address)).toBe(false);
        }
      }),
    );
  });
});

describe('isLoopbackAddress', () => {
  it('knows this machine', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'].every(isLoopbackAddress)).toBe(
      true,
    );
    expect(['10.0.0.1', '::', '0.0.0.0', '1.1.1.1', 'x'].some(isLoopbackAddress)).toBe(false);
  });
});
