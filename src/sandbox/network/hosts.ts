import { BlockList, isIP } from 'node:net';

/** A host that may be talked to. */
export interface Host {
  /** A name in lower case or an address without brackets. */
  readonly name: string;
  readonly port: number;
}

/** Addresses of this machine, of networks behind a router, and of nobody: RFC 6890 and its updates. */
const NOT_PUBLIC: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const LOOPBACK = blockList([
  ['127.0.0.0', 8],
  ['::1', 128],
]);
const CLOSED = blockList(NOT_PUBLIC);

/** `name:port`, `address:port` or `[address]:port`; null for anything else. */
export function parseHost(text: string): Host | null {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]/@\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const name = (bracketed ?? plain ?? '').toLowerCase();
  const number = Number(port);
  if (name === '' || !(number >= 1 && number <= 65_535)) return null;
  if (bracketed !== undefined && isIP(bracketed) !== 6) return null;
  return { name, port: number };
}

/** Whether a host is this machine, by name or address. */
export function isLoopback({ name }: Host): boolean {
  return name === 'localhost' || (isIP(name) !== 0 && holds(LOOPBACK, name));
}

/** Whether an address belongs to somebody on the internet. */
export function isPublic(address: string): boolean {
  return isIP(address) !== 0 && !holds(CLOSED, address);
}

export function isSameHost(a: Host, b: Host): boolean {
  return a.name === b.name && a.port === b.port;
}

/** An IPv4 address written as an IPv6 one is looked at as what it is. */
function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function blockList(networks: typeof NOT_PUBLIC): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) {
    list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
