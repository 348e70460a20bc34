import { BlockedAddressError } from './lookup.ts';

/** What went wrong with one request, as far as it shows from outside the provider. */
export type Fault =
  /** Answered with a status that is no success. `body` is its JSON, or null. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers: Headers;
      readonly body: unknown;
    }
  /** The provider broke an answer off with an error of its own. */
  | { readonly kind: 'stream_error'; readonly error: unknown }
  /** No connection, or none any more before the answer began. */
  | { readonly kind: 'network'; readonly message: string }
  /** Nothing came for too long. */
  | { readonly kind: 'silence'; readonly message: string }
  /** The answer ended before its end. */
  | { readonly kind: 'cut' }
  /** The answer is not what the protocol says. */
  | { readonly kind: 'garbled'; readonly message: string }
  /** The answer is longer than any answer is. */
  | { readonly kind: 'flood'; readonly message: string }
  /** Refused by us: where the name leads, a redirect, a certificate. Nothing to try again. */
  | { readonly kind: 'untrusted'; readonly message: string };

/** An answer that is longer than any is. */
export class FloodError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FloodError';
  }
}

/** Error codes of undici for a provider that keeps silent. */
const SILENCE: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Error codes of undici and its parser for what is no HTTP, or too much of it. */
const GARBLED = /^(?:HPE_|UND_ERR_(?:HEADERS_OVERFLOW|RES_))/;
/** Error codes of OpenSSL and Node for a certificate that does not vouch for the host. */
const CERTIFICATE = /^(?:CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;
/** Causes of causes are looked at this deep. */
const MAX_DEPTH = 6;

/** The fault behind an error of fetch or of a body being read. */
export function faultOf(error: unknown): Fault {
  const chain = causes(error);
  const code = chain.map(codeOf).find((found) => found !== '') ?? '';
  const message = messageOf(chain);
  if (chain.some((cause) => cause instanceof FloodError)) return { kind: 'flood', message };
  if (chain.some((cause) => cause instanceof BlockedAddressError)) {
    return { kind: 'untrusted', message };
  }
  if (CERTIFICATE.test(code)) return { kind: 'untrusted', message };
  if (SILENCE.has(code)) return { kind: 'silence', message };
  if (GARBLED.test(code)) return { kind: 'garbled', message };
  return { kind: 'network', message };
}

function causes(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next instanceof Error && chain.length < MAX_DEPTH; next = next.cause) {
    chain.push(next);
    if (next instanceof AggregateError) chain.push(...(next.errors as unknown[]));
  }
  return chain;
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

/** The innermost word, which names the thing: "fetch failed" says nothing. */
function messageOf(chain: readonly unknown[]): string {
  const messages = chain.map((cause) => (cause instanceof Error ? cause.message : ''));
  return messages.findLast((message) => message !== '') ?? 'the request failed';
}
