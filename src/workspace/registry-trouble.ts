/** Faults of the way to a registry by Node's names of them, which npm, pnpm and both yarns hand on. */
const BY_NODE = [
  'ENOTFOUND',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EPIPE',
  'EPROTO',
  'ERR_SOCKET_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
].join('|');
/** Answers that say nothing of the package: who asks has to sign in or to wait, or the server is at fault. */
const STATUS = '(?:5\\d\\d|401|407|408|429)';
/** Their exceptions' names in urllib3 and requests, which pip and poetry use. */
const BY_PYTHON =
  '(?:NewConnectionError|NameResolutionError|ConnectTimeout(?:Error)?|ReadTimeout(?:Error)?|ConnectionError|MaxRetryError|ProxyError|SSLError)';

/** npm names one code for each failure, and says more than one thing below it: the code alone counts. */
const NPM_CODE = /^npm (?:error|ERR!) code (\S+)\s*$/m;
const NPM_TROUBLE = new RegExp(`^(?:${BY_NODE}|ENOTCACHED|E${STATUS}|ERR_TLS_\\w+|ERR_SSL_\\w+)$`);

/** How the others report it; where they tell of an attempt that they repeat, the line begins otherwise. */
const SIGNS: readonly RegExp[] = [
  // pnpm: https://pnpm.io/errors
  new RegExp(`^\\s*(ERR_PNPM_META_FETCH_FAIL|ERR_PNPM_FETCH_${STATUS})\\b`, 'm'),
  new RegExp(`^\\s*(${BY_NODE})\\s`, 'm'),
  // yarn 1
  new RegExp(`^error .*?\\b(${BY_NODE})\\b`, 'm'),
  new RegExp(`Request failed \\\\?"(${STATUS}[^"\\\\\\n]*)`),
  // yarn 2 and later: https://yarnpkg.com/advanced/error-codes
  new RegExp(`\\bRequestError: .*?\\b(${BY_NODE})\\b`),
  new RegExp(`\\bResponse Code: (${STATUS})\\b`),
  // bun
  /^error: (ConnectionRefused|ConnectionClosed|ConnectionReset|ConnectionTimeout|FailedToOpenSocket|Timeout)\b/m,
  new RegExp(`^error: GET \\S+ - (${STATUS})\\b`, 'm'),
  // pip: `_handle_get_simple_fail`; what a server says of a package by 4xx is an answer
  new RegExp(`^\\s*Could not fetch URL \\S+: (?!4(?!01|07|08|29)\\d\\d )(.+?) - skipping`, 'm'),
  new RegExp(`^ERROR: HTTP error (${STATUS}) while getting`, 'm'),
  // pip's downloads, poetry
  new RegExp(`^\\s*(?:\\S+\\.)?(${BY_PYTHON})\\b(?!\\()`, 'm'),
  new RegExp(`^\\s*(${STATUS} (?:Server|Client) Error)\\b`, 'm'),
  /\bAll attempts to connect to (\S+) failed/,
  // uv, by reqwest
  /\b(?:dns error|tcp connect error|client error \(Connect\)|error sending request|operation timed out)\b/,
  new RegExp(`\\bHTTP status (?:server|client) error \\((${STATUS}[^)]*)\\)`),
  // Go: net.OpError, net.DNSError, and cmd/go/internal/web.HTTPError
  /\b(dial tcp [^\n]*)/,
  /\b(?:net\/http: )?(TLS handshake timeout|i\/o timeout)\b/,
  new RegExp(`\\breading \\S+: (${STATUS} [^\\n]*)`),
  // cargo: curl's codes of https://curl.se/libcurl/c/libcurl-errors.html, in a line of its own
  /^\s+\[(?:5|6|7|16|18|28|35|52|55|56|60|92)\] ([^\n(]+)/m,
  new RegExp(`^\\s+failed to get successful HTTP response from [^\\n]*, got (${STATUS})\\b`, 'm'),
  // composer
  /\b(curl error (?:5|6|7|28|35|52|56)) while downloading/,
  new RegExp(`could not be downloaded \\(HTTP/[\\d.]+ (${STATUS})\\b`),
];

/**
 * What kept a package manager from its registry, by what it printed when it failed; null where the registry
 * answered, so that what was asked of it is at fault.
 */
export function registryTrouble(said: string): string | null {
  const code = NPM_CODE.exec(said)?.[1];
  if (code !== undefined) return NPM_TROUBLE.test(code) ? code : null;
  for (const sign of SIGNS) {
    const found = sign.exec(said);
    if (found !== null) return (found[1] ?? found[0]).trim();
  }
  return null;
}
