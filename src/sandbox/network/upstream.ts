import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import type { Socket } from 'node:net';
import type { Host } from './hosts.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Milliseconds the user's proxy has for its answer. */
const ANSWER_MS = 30_000;

/** The proxy the user's environment names for a host; null where there is none for it. */
export function upstreamFor(host: Host, env: Env): URL | null {
  const read = (name: string): string | undefined =>
    [env[name.toLowerCase()], env[name]].find((value) => value !== undefined && value !== '');
  const isExempt = (read('NO_PROXY') ?? '').split(/[\s,]+/).some((rule) => matches(rule, host));
  const text = read('HTTPS_PROXY') ?? read('ALL_PROXY');
  if (isExempt || text === undefined) return null;
  const whole = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}

/** A rule of `NO_PROXY`: `*`, a name with all below it, or either with a port. */
function matches(rule: string, { name, port }: Host): boolean {
  const [, host = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(rule.toLowerCase()) ?? [];
  if (rule === '*') return true;
  if (host === '' || (only !== undefined && Number(only) !== port)) return false;
  return name === host || name.endsWith(`.${host}`);
}

/**
 * Asks a proxy for a connection to a host.
 * @throws Error when it cannot be reached or says no
 */
export async function throughUpstream(proxy: URL, { name, port }: Host): Promise<Socket> {
  const authority = `${name.includes(':') ? `[${name}]` : name}:${port}`;
  const ask = proxy.protocol === 'https:' ? requestTls : request;
  return await new Promise((resolve, reject) => {
    const asked = ask({
      method: 'CONNECT',
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
      path: authority,
      headers: { host: authority, ...authorization(proxy) },
      agent: false,
      timeout: ANSWER_MS,
    });
    asked.once('connect', (answer, socket, head) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        reject(new Error(`the proxy answered ${answer.statusCode ?? 0}`));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      socket.setTimeout(0);
      resolve(socket);
    });
    asked.once('timeout', () => asked.destroy(new Error('the proxy does not answer')));
    asked.once('error', reject);
    asked.end();
  });
}

function authorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(plain).toString('base64')}` };
}
