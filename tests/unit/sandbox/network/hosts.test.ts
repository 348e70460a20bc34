import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopback, isPublic, parseHost } from '../../../../src/sandbox/network/hosts.ts';

describe('parseHost', () => {
  it.each([
    ['api.anthropic.com:443', { name: 'api.anthropic.com', port: 443 }],
    ['API.Example:8080', { name: 'api.example', port: 8080 }],
    ['127.0.0.1:1', { name: '127.0.0.1', port: 1 }],
    ['[::1]:65535', { name: '::1', port: 65_535 }],
  ])('%s', (text, host) => {
    expect(parseHost(text)).toEqual(host);
  });

  it.each([
    '',
    'name',
    'name:',
    ':443',
    'name:0',
    'name:65536',
    'name:1e3',
    '::1:443',
    '[name]:443',
    'user@name:443',
    'name:443/path',
    'na me:443',
    'name:443:1',
  ])('not %j', (text) => {
    expect(parseHost(text)).toBeNull();
  });

  it('never fails', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseHost(text)));
  });
});

describe('isLoopback', () => {
  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['localhost.example', false],
    ['128.0.0.1', false],
    ['example', false],
  ])('%s: %s', (name, expected) => {
    expect(isLoopback({ name, port: 1 })).toBe(expected);
  });
});

describe('isPublic', () => {
  it.each(['1.1.1.1', '160.79.104.10', '2607:6bc0::10', '::ffff:8.8.8.8'])('%s', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'name',
  ])('not %s', (address) => {
    expect(isPublic(address)).toBe(false);
  });
});
