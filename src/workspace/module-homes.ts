import { join } from 'node:path';
import type { Ecosystem } from './manifests.ts';
import type { Site } from './supply.ts';

type Env = Readonly<Record<string, string>>;

/** Where modules are put that are kept outside the tree, and how programs find them there. */
export interface ModuleHomes {
  readonly env: Env;
  /** Absolute folders. */
  readonly writable: readonly string[];
}

const NONE: ModuleHomes = { env: {}, writable: [] };

/** What is fetched when Go is not told otherwise. */
const GO_PROXY = 'https://proxy.golang.org';

/**
 * In a cage the user's own caches of modules cannot be written, so that nothing an agent wrote gets into them: new
 * modules go beside the tree. Elsewhere they go where they always go.
 */
export function moduleHomes(
  ecosystem: Ecosystem,
  { sandbox, beside, request }: Pick<Site, 'sandbox' | 'beside' | 'request'>,
): ModuleHomes {
  if (sandbox.level !== 'os') return NONE;
  if (ecosystem === 'go') {
    const home = join(beside, 'go');
    return { env: { GOMODCACHE: home, GOPROXY: goProxy(request.env) }, writable: [home] };
  }
  if (ecosystem !== 'rust') return NONE;
  const home = join(beside, 'cargo');
  return { env: { CARGO_HOME: home }, writable: [home] };
}

/** What the user has downloaded already, then the user's proxies; never a repository by itself. */
function goProxy(env: Env): string {
  const path = env['GOPATH'] ?? join(env['HOME'] ?? '/', 'go');
  const cache = env['GOMODCACHE'] ?? join(path, 'pkg', 'mod');
  const proxies = (env['GOPROXY'] ?? GO_PROXY).split(/[,|]/).filter((one) => one !== 'direct');
  return [`file://${join(cache, 'cache', 'download')}`, ...proxies].join(',');
}
