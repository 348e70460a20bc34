/** A hosted repository, as a remote's address names it. */
export interface RemoteRepository {
  /** Lower case, without port and user-info. */
  readonly host: string;
  /** The account or organisation; nested GitLab groups are joined with `/`. */
  readonly owner: string;
  /** Without `.git`. */
  readonly repo: string;
}

const HOSTED_SCHEMES = new Set(['https:', 'http:', 'ssh:', 'git:', 'git+ssh:', 'ssh+git:']);

/** `user@host:path`: git's short ssh form, a colon before the first slash. */
const SCP_LIKE = /^(?:[^@/:\s]+@)?(\[[0-9A-Fa-f:.]+\]|[^@/:[\]\s]+):(?!:)(.+)$/s;

/** What hosts allow in the names of accounts, groups and repositories. */
const NAME = /^[A-Za-z0-9_.~-]+$/;

/**
 * Reads the repository out of a remote's address: `https://`, `ssh://`, `git://` and `git@host:owner/repo`.
 * @returns null for a path on this machine, a remote helper, or an address that names no owner and repository
 */
export function parseRemote(originUrl: string): RemoteRepository | null {
  const text = originUrl.trim();
  const place = text.includes('://') ? fromUrl(text) : fromScp(text);
  return place === null ? null : fromPath(place.host.toLowerCase(), place.path);
}

interface Place {
  readonly host: string;
  readonly path: string;
}

function fromUrl(text: string): Place | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !HOSTED_SCHEMES.has(url.protocol) || url.hostname === '') return null;
  return { host: url.hostname, path: url.pathname };
}

function fromScp(text: string): Place | null {
  const [, host, path] = SCP_LIKE.exec(text) ?? [];
  if (host === undefined || path === undefined) return null;
  return isDriveLetter(host, text) ? null : { host, path };
}

/** `C:\repo` and `C:/repo` are paths, as git on Windows reads them. */
function isDriveLetter(host: string, text: string): boolean {
  return /^[A-Za-z]$/.test(host) && !text.includes('@');
}

function fromPath(host: string, path: string): RemoteRepository | null {
  const trimmed = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  const names = trimmed.split('/');
  const repo = names.at(-1);
  if (names.length < 2 || repo === undefined || !names.every(isName)) return null;
  return { host, owner: names.slice(0, -1).join('/'), repo };
}

function isName(name: string): boolean {
  return NAME.test(name) && name !== '.' && name !== '..';
}
