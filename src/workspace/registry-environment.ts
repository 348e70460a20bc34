import { namesRegistry } from './registries.ts';
import { hasPassword } from './registry-access.ts';

type Env = Readonly<Record<string, string>>;

/** How installers reach the network from here, and whom they trust; none of them says who the user is. */
const NETWORK: readonly string[] = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'REQUESTS_CA_BUNDLE',
  'PIP_CERT',
  'CURL_CA_BUNDLE',
  'CARGO_HTTP_CAINFO',
  'npm_config_cafile',
  'npm_config_offline',
  'npm_config_prefer_offline',
  'PIP_NO_INDEX',
  'UV_OFFLINE',
  'GOSUMDB',
  'GOFLAGS',
  'CARGO_NET_OFFLINE',
];

/**
 * What commands that install packages get of the user's environment beside what every command gets: where packages
 * come from and how they are reached. A value with a password in it is left out.
 */
export function registryEnvironment(env: Env): Env {
  const passed = Object.entries(env).filter(
    ([name, value]) => (NETWORK.includes(name) || namesRegistry(name)) && !hasPassword(value),
  );
  return Object.fromEntries(passed);
}
