import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Offset of the IPv4 address in a NAT64 one, 64:ff9b::/96 (RFC 6052), in bytes. */
const NAT64_OFFSET = 12;

/**
 * Whether an address belongs to the public Internet. Loopback, private, link-local, unique-local, carrier-grade NAT,
 * multicast, unspecified, reserved and tunnelled ones do not; an IPv4 address inside an IPv6 one is judged itself.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address);
  return parsed !== null && parsed.range() === 'unicast';
}

/** Whether an address is this machine. */
export function isLoopbackAddress(address: string): boolean {
  return parse(address)?.range() === 'loopback';
}

/** Null for what is no address. IPv4 in IPv6, mapped or by NAT64, is unwrapped. */
function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (isIP(address) === 0) return null;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv6' && parsed.range() === 'rfc6052') {
    return ipaddr.fromByteArray(parsed.toByteArray().slice(NAT64_OFFSET));
  }
  return parsed;
}
