import { clip, plain } from './text-limits.ts';

/** Characters of an endpoint shown to a person. */
const MAX_SHOWN = 200;
/** White space, control characters and what browsers take for a slash have no place in an endpoint. */
const STRAY = /[\s\\\u0000-\u0020\u007f-\u00a0]/;
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;
/** 127.0.0.0/8 in its usual form, which is how `URL` gives every other form of it too. */
const LOOPBACK_V4 = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/**
 * Addresses nobody serves a model from: unspecified, link-local (where clouds keep their credentials), multicast,
 * reserved, and IPv4 in the clothes of IPv6 (mapped, NAT64).
 */
const NO_SERVER =
  /^(?:0\.|169\.254\.|2(?:2[4-9]|[34]\d|5[0-5])\.|\[(?:::\]|::ffff:|64:ff9b:|fe[89ab][0-9a-f]:|ff[0-9a-f]{2}:))/;

/** Whether an endpoint may be used, and if not, the rule it breaks and a form of it that holds no secret. */
export type EndpointCheck =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly rule: string; readonly shown: string };

/**
 * Judges the address of a model's server before anything is sent to it: https, a host, no user-info; plain http
 * only on this machine and only where it was allowed. Where a name leads is for who connects to find out.
 */
export function checkEndpoint(
  text: string,
  { allowHttpLoopback }: { readonly allowHttpLoopback: boolean },
): EndpointCheck {
  const rule = brokenFormRule(text) ?? brokenRule(new URL(text), allowHttpLoopback, text);
  return rule === null ? { ok: true, url: new URL(text) } : { ok: false, rule, shown: shown(text) };
}

/** Whether a URL's host is this machine by its very name: 127.0.0.0/8, `[::1]` or `localhost`. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || LOOPBACK_V4.test(hostname);
}

function brokenFormRule(text: string): string | null {
  if (STRAY.test(text)) return 'must hold no white space, control characters or backslashes';
  const authority = AUTHORITY.exec(text)?.[1];
  if (authority === undefined) return 'must be a URL that begins with https://';
  if (!/^https?:/i.test(text)) return 'must begin with https://';
  if (authority.includes('@')) return 'must hold no user name or password';
  if (/^(?::\d*)?$/.test(authority)) return 'must name a host';
  return URL.canParse(text) ? null : 'must be a valid URL';
}

function brokenRule(url: URL, allowHttpLoopback: boolean, text: string): string | null {
  if (url.hash !== '' || url.search !== '' || /[?#]/.test(text)) {
    return 'must have no query and no fragment';
  }
  if (url.protocol === 'http:') return brokenHttpRule(url, allowHttpLoopback, text);
  return brokenHostRule(url, text);
}

function brokenHttpRule(url: URL, allowHttpLoopback: boolean, text: string): string | null {
  if (!isLoopbackHost(url.hostname)) {
    return 'must begin with https:// (http:// is for 127.0.0.0/8, ::1 and localhost only)';
  }
  if (!allowHttpLoopback) return 'must begin with https:// (or add --allow-http-loopback)';
  return brokenHostRule(url, text);
}

/** An address hidden in a number (`2130706433`, `0x7f.1`, `0177.0.0.1`) is nobody's honest endpoint. */
function brokenHostRule({ hostname }: URL, text: string): string | null {
  const authority = text.replace(/^[^/]*\/\//, '').replace(/\/.*$/, '');
  const written = authority.replace(/:\d*$/, '').toLowerCase();
  const isAddress = hostname.startsWith('[') || /^[\d.]+$/.test(hostname);
  if (isAddress && written !== hostname) return 'must write an IP address in its usual form';
  return NO_SERVER.test(hostname) ? 'must not be an address that no server has' : null;
}

/** The text with all that could be user-info, a query or a fragment taken out: everything before the last `@`. */
function shown(text: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0] ?? '';
  const rest = text.slice(scheme.length);
  const at = rest.lastIndexOf('@');
  const open = at < 0 ? rest : `***@${rest.slice(at + 1)}`;
  const bare = open.replace(/[?#].*$/s, (tail) => `${tail.slice(0, 1)}…`);
  return clip(plain(`${scheme}${bare}`).replaceAll(/\s/g, ' '), MAX_SHOWN);
}
