import { CodeliciousError } from '../../domain/errors.ts';

/** GitHub's public REST API. */
const DEFAULT_API_URL = 'https://api.github.com';

const RULE =
  'Use an https address such as https://api.github.com; http is allowed on this machine only.';

/**
 * The base address of the REST API, without a trailing slash.
 * @param text the value of `GITHUB_API_URL`; empty or undefined means GitHub's own
 * @throws CodeliciousError `config` for anything but https, http beyond loopback, and user-info
 */
export function parseApiUrl(text: string | undefined): string {
  const given = (text ?? '').trim();
  if (given === '') return DEFAULT_API_URL;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null) throw refusal('is not an address');
  if (url.username !== '' || url.password !== '') throw refusal('holds a user name or password');
  if (url.search !== '' || url.hash !== '') throw refusal('holds a query or fragment');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw refusal(`would send the token unencrypted to ${url.hostname}`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refusal('is not https');
  return url.href.replace(/\/+$/, '');
}

function isLoopback(hostname: string): boolean {
  return /^127(?:\.\d{1,3}){3}$/.test(hostname) || hostname === '[::1]' || hostname === 'localhost';
}

/** The value itself stays unsaid: it may hold a password. */
function refusal(why: string): CodeliciousError {
  return new CodeliciousError('config', `GITHUB_API_URL ${why}.`, { hint: RULE });
}
