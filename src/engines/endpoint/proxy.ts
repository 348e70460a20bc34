import { isLoopbackHost } from '../../domain/endpoint.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a URL, or null: `https_proxy` or `HTTPS_PROXY`, less what `no_proxy` or
 * `NO_PROXY` lists (hosts, suffixes, `*`). This machine is never asked for through a proxy.
 */
export function proxyFor(url: URL, env: Env): string | null {
  const proxy = (env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '').trim();
  if (proxy === '' || url.protocol !== 'https:' || isLoopbackHost(url.hostname)) return null;
  const exceptions = (env['no_proxy'] ?? env['NO_PROXY'] ?? '').split(/[\s,]+/);
  return exceptions.some((exception) => covers(exception.toLowerCase(), url)) ? null : proxy;
}

function covers(exception: string, { hostname, host }: URL): boolean {
  if (exception === '*' || exception === host) return true;
  const suffix = exception.replace(/^\*?\./, '');
  return suffix !== '' && (hostname === suffix || hostname.endsWith(`.${suffix}`));
}
