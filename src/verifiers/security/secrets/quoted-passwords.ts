import { entropyOf } from './randomness.ts';
import type { FoundSecret, SearchedFile } from './secret.ts';

/** A word for a password, the rest of its name, perhaps its type, a sign of assignment, a value in quotes. */
const QUOTED =
  /(?:password|passwd|passphrase|pwd|secret)([\w-]{0,20})["']?\s{0,3}(?:\??:\s{0,2}(?:string|str)\s{0,2})?(?:=>|:=|[:=])\s{0,3}(["'`])([^\s"'`\\]{8,100})\2/gi;
/** Names of what is said about a password. */
const ABOUT =
  /hint|label|placeholder|message|msg|error|help|regex|pattern|field|name|selector|prompt|title|policy|text|key|path|url|uri|id$|input|type|hash|rule|strength|desc|class|test|mock|fake|salt|algo|header|param|column|route/i;
/** Parts of expressions, templates, addresses and markup. */
const NO_PASSWORD = /^[./#~]|:\/\/|\(\?|[[\]<>{}|]|\)$|^\w+\(|\.\w+\./;
/** Bits per character that it must have. */
const LEAST_ENTROPY = 3;
/** Kinds of characters that it must have: small letters, capitals, digits, signs that join no words. */
const KINDS = [/[a-z]/, /[A-Z]/, /\d/, /[^\w.-]/] as const;
const LEAST_KINDS = 3;

/** Passwords in quotes, which people made: of several kinds of characters, digits among them. */
export function quotedPasswords({ text }: SearchedFile): readonly FoundSecret[] {
  return [...text.matchAll(QUOTED)].flatMap((match) => {
    const [whole, name = '', , value = ''] = match;
    if (ABOUT.test(name) || NO_PASSWORD.test(value) || !looksMade(value)) return [];
    const index = match.index + whole.length - value.length - 1;
    return [{ rule: 'generic-password', value, index }];
  });
}

function looksMade(value: string): boolean {
  const kinds = KINDS.filter((kind) => kind.test(value)).length;
  return kinds >= LEAST_KINDS && /\d/.test(value) && entropyOf(value) >= LEAST_ENTROPY;
}
