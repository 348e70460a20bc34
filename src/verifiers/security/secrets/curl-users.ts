import { isPlainPassword } from './examples.ts';
import { entropyOf } from './randomness.ts';
import type { FoundSecret } from './secret.ts';

/** `curl` with a user and a password, together in quotes or each by itself, perhaps on a line that goes on. */
const CURL_USER =
  /\bcurl\b(?:\\\r?\n|[^\n|;]){0,600}?\s(?:-u|--user)(?:=|[ \t]{0,5})(?:"([^":\n]{0,100}):([^"\n]{0,200})"|'([^':\n]{0,100}):([^'\n]{0,200})'|("[^"\n]{1,100}"|'[^'\n]{1,100}'|[^\s"':]{1,100}):("[^"\n]{1,200}"|'[^'\n]{1,200}'|[^\s"']{1,200}))/g;

/** Fewer characters than this keep nobody out. */
const LEAST_CHARS = 3;
/** Bits per character of a key that is given as the user, without a password. */
const KEY_ENTROPY = 3;

/** The passwords that curl is given. */
export function curlUsers(text: string): readonly FoundSecret[] {
  return [...text.matchAll(CURL_USER)].flatMap((match) => {
    const parts: readonly (string | undefined)[] = match.slice(1);
    const [user = '', password = ''] = parts.filter((part) => part !== undefined).map(unwrapped);
    const value = password === '' && isKey(user) ? user : password;
    if (value.length < LEAST_CHARS || isFilledIn(value)) return [];
    return [{ rule: 'curl-auth-user', value, index: match.index + match[0].lastIndexOf(value) }];
  });
}

/** Without quotes, and without braces around what no template names. */
function unwrapped(part: string): string {
  return part.replace(/^(["'])(.*)\1$/, '$2').replace(/^\{([^{}]*\d[^{}]*)\}$/, '$1');
}

function isKey(user: string): boolean {
  return /\d/.test(user) && entropyOf(user) >= KEY_ENTROPY;
}

/** `<user:password>` is one placeholder. */
function isFilledIn(value: string): boolean {
  return isPlainPassword(value) || isPlainPassword(value.replace(/[\]})>]+$/, ''));
}
