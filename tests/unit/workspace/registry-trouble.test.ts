import { describe, expect, it } from 'vitest';
import { registryTrouble } from '../../../src/workspace/registry-trouble.ts';

const NPM_TAIL = `npm error network request to http://registry.invalid/x failed, reason: getaddrinfo ENOTFOUND registry.invalid
npm error network This is a problem related to network connectivity.`;

const URLLIB = `'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused')'`;
const POOL = `HTTPConnectionPool(host='127.0.0.1', port=1): Max retries exceeded with url: /x/ (Caused by ${URLLIB})`;
const NOT_FOUND_BY_PIP = `ERROR: Could not find a version that satisfies the requirement x (from versions: none)
ERROR: No matching distribution found for x`;

const CARGO = (cause: string): string => `    Updating \`m\` index
error: failed to get \`serde\` as a dependency of package \`a v0.1.0 (/tmp/c)\`

Caused by:
  failed to query replaced source registry \`crates-io\`

Caused by:
  download of config.json failed

Caused by:
  ${cause}`;

describe('what keeps a package manager from its registry', () => {
  it.each([
    ['npm', `npm error code ENOTFOUND\nnpm error syscall getaddrinfo\n${NPM_TAIL}`, 'ENOTFOUND'],
    ['npm of old', 'npm ERR! code ECONNRESET\nnpm ERR! network aborted', 'ECONNRESET'],
    ['npm', 'npm error code E503\nnpm error 503 Service Unavailable - GET http://r/x', 'E503'],
    ['npm', 'npm error code E401\nnpm error 401 Unauthorized - GET http://r/x', 'E401'],
    ['npm', 'npm error code EAI_AGAIN', 'EAI_AGAIN'],
    ['npm, offline', 'npm error code ENOTCACHED\nnpm error request to http://r/x', 'ENOTCACHED'],
    ['npm', 'npm error code SELF_SIGNED_CERT_IN_CHAIN', 'SELF_SIGNED_CERT_IN_CHAIN'],
    [
      'pnpm',
      ' WARN  GET http://r/x error (ECONNREFUSED). Will retry in 500 milliseconds. 1 retries left.\n ERR_PNPM_META_FETCH_FAIL  GET http://r/x: request to http://r/x failed, reason: connect ECONNREFUSED',
      'ERR_PNPM_META_FETCH_FAIL',
    ],
    ['pnpm', '\u2009ERR_PNPM_FETCH_503\u2009 GET http://r/x: Service', 'ERR_PNPM_FETCH_503'],
    [
      'yarn 1',
      '[1/4] Resolving packages...\nerror Error: connect ECONNREFUSED 127.0.0.1:1\n    at TCPConnectWrap',
      'ECONNREFUSED',
    ],
    [
      'yarn 1',
      '            ^\n\nResponseError: Request failed "503 Service Unavailable"\n    at ResponseError',
      '503 Service Unavailable',
    ],
    [
      'yarn 4',
      '➤ YN0001: │ RequestError: connect ECONNREFUSED 127.0.0.1:1\n    at ClientRequest',
      'ECONNREFUSED',
    ],
    ['yarn 4', '➤ YN0035: │   Response Code: 503 (Service Unavailable)', '503'],
    ['bun', 'error: ConnectionRefused downloading package manifest x', 'ConnectionRefused'],
    ['bun', 'error: GET http://r/x - 503', '503'],
    [
      'pip',
      `  Could not fetch URL http://r/x/: connection error: ${POOL} - skipping\n${NOT_FOUND_BY_PIP}`,
      expect.stringMatching(/^connection error: .*Max retries exceeded/),
    ],
    [
      'pip',
      `Could not fetch URL http://r/x/: 503 Server Error: Service Unavailable for url: http://r/x/ - skipping\n${NOT_FOUND_BY_PIP}`,
      '503 Server Error: Service Unavailable for url: http://r/x/',
    ],
    ['pip', 'ERROR: HTTP error 502 while getting http://r/x.whl', '502'],
    ['pip', 'pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPPool', 'ReadTimeoutError'],
    ['poetry', '  ConnectionError\n\n  HTTPSConnectionPool(host=...)', 'ConnectionError'],
    ['poetry', 'All attempts to connect to pypi.org failed.', 'pypi.org'],
    [
      'uv',
      'error: Failed to fetch: `http://r/x/`\n  Caused by: error sending request for url (http://r/x/)',
      'error sending request',
    ],
    [
      'uv',
      'error: Failed to fetch: `http://r/x/`\n  Caused by: HTTP status server error (503 Service Unavailable) for url',
      '503 Service Unavailable',
    ],
    [
      'go',
      'a imports\n\texample.com/x: module example.com/x: Get "http://r/list": dial tcp 127.0.0.1:1: connect: connection refused',
      'dial tcp 127.0.0.1:1: connect: connection refused',
    ],
    [
      'go',
      '\texample.com/x: module example.com/x: reading http://r/list: 503 Service Unavailable',
      '503 Service Unavailable',
    ],
    [
      'cargo',
      CARGO('[7] Could not connect to server (Failed to connect to 127.0.0.1 port 1)'),
      'Could not connect to server',
    ],
    [
      'cargo',
      CARGO(
        'failed to get successful HTTP response from `http://r/config.json` (127.0.0.1), got 503',
      ),
      '503',
    ],
    ['composer', 'curl error 7 while downloading http://r/packages.json', 'curl error 7'],
    ['composer', 'The "http://r/p" file could not be downloaded (HTTP/1.1 503 S)', '503'],
  ])('is read from what %s prints', (_, said, trouble) => {
    expect(registryTrouble(said)).toEqual(trouble);
  });

  it.each([
    ['npm', "npm error code E404\nnpm error 404  'x@^1' could not be found"],
    ['npm', 'npm error code ETARGET\nnpm error notarget No matching version found for x@9'],
    ['npm', 'npm error code ERESOLVE\nnpm error ERESOLVE could not resolve'],
    ['npm', 'npm error code EINTEGRITY\nnpm error sha512-x integrity checksum failed'],
    ['npm', 'npm error code EUSAGE\nnpm error see ECONNREFUSED'],
    [
      'pnpm',
      ' WARN  GET http://r/y error (ECONNREFUSED). Will retry in 500 milliseconds.\n ERR_PNPM_FETCH_404  GET http://r/x: Not Found - 404',
    ],
    ['pnpm', ' ERR_PNPM_NO_MATCHING_VERSION  No matching version found for x@9'],
    ['yarn 1', 'error Couldn\'t find package "x" on the "npm" registry.'],
    ['yarn 4', '➤ YN0035: │   Response Code: 404 (Not Found)'],
    ['bun', 'error: GET http://r/x - 404'],
    ['pip', NOT_FOUND_BY_PIP],
    [
      'pip',
      `Could not fetch URL http://r/x/: 404 Client Error: Not Found for url: http://r/x/ - skipping\n${NOT_FOUND_BY_PIP}`,
    ],
    [
      'pip, told of an attempt that it repeats',
      `WARNING: Retrying (Retry(total=0)) after connection broken by ${URLLIB}: /x/\n${NOT_FOUND_BY_PIP}`,
    ],
    ['uv', '  × No solution found when resolving dependencies:'],
    ['go', '\texample.com/x: reading http://r/list: 404 Not Found'],
    [
      'cargo, told of an attempt that it repeats',
      'warning: spurious network error (1 try remaining): [7] Could not connect to server (Failed)\nerror: no matching package named `x` found',
    ],
    ['nobody', ''],
  ])('is not read from what %s says of a package', (_, said) => {
    expect(registryTrouble(said)).toBeNull();
  });
});
