const COMPLETIONS = '/chat/completions';
/** The version with which the path of an API ends. */
const VERSION = /\/v\d+\w*$/;

/**
 * The address to which conversations are posted: an endpoint may name a server (`https://host`), its API
 * (`https://host/v1`) or the very address.
 */
export function completionsUrl(endpoint: URL): URL {
  const path = endpoint.pathname.replace(/\/+$/, '');
  if (path.endsWith(COMPLETIONS)) return new URL(path, endpoint);
  const api = VERSION.test(path) ? path : `${path}/v1`;
  return new URL(`${api}${COMPLETIONS}`, endpoint);
}
