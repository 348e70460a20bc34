import { curlUsers } from './curl-users.ts';
import { isPlainPassword } from './examples.ts';
import { entropyOf, mixtureOf } from './randomness.ts';
import type { FoundSecret, SearchedFile } from './secret.ts';

/** A word for a credential, the rest of its name, a sign of assignment, perhaps a quote, a value. */
const GENERIC =
  /(?:access|auth|api|credential|creds|key|passwd|password|secret|token|client_id)([ \t\w.-]{0,20})[\s'"]{0,3}(?:\??:\s?(?:string|str)\s?)?(?:=>|:{1,3}=|\|\||\?=|[=>:,])([`'"\s=]{0,5})([\w.=-]{10,150}|[a-z0-9][a-z0-9+/]{11,150}={0,3})(?=[`'"\s;,)}\]<]|\\[nr]|$)/gi;
/** Names that hold one of the words and no credential. */
const HARMLESS =
  /(?:access(?:ibility|or|ed)|access[_.-]?id|author(?!iz)|api[_.-]?(?:id|name|version)|(?:api|token|credentials?|key|secret)[_.-]?(?:endpoint|ur[il]|path|file|name|id|ids|type|length|size|count|version|alias|vault|arn|hash|prefix|field|column|index|label|limit|usage|class|regex|pattern|header|param|env|var|expir\w*|ttl)|(?:public|csrf|xsrf)[_.-]?token|(?:public|primary|foreign|sort|partition|cache|idempotency|storage|local|query|route|group|sha|integrity|checksum|digest|fingerprint|bucket|object|row|unique|index|i18n|translation|message|locale|react|map|hash|state|event|csrf|turnstile[_.-]?site|recaptcha[_.-]?site|site|publishable|pub|monkey|turkey|hockey|donkey|jockey|keyboard|keyword|keyframe|keynote|keystone)[_.-]?key|key[_.-](?:board|code|frame|press(?:ed)?|ring|up|down|left|right|mesh|selector|signature)|key(?:board|word|frame|note|stone|press|up|down|code|name|ring|space|path|store|chain|value|s(?:et)?\b)|tokeni[sz]e|tokens?[_.-]?(?:count|usage|used|limit|max|min|total|kind|type)|api[_.-]?docs?|git[_.-]?sha|commit|sha\d*|md5|checksum|integrity|digest|etag|uuid|guid|resolved|nonce)/i;

/** Bits per character that a generic value must have. */
const LEAST_ENTROPY = 3.5;
/** Changes of kind per character that it must have: what people name things is below. */
const LEAST_MIXTURE = 0.22;

/** Long random values behind a word for a credential. */
export function genericSecrets({ text }: SearchedFile): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const match of text.matchAll(GENERIC)) {
    const [whole, , , value = ''] = match;
    const name = nameAround(text, match.index) + whole.slice(0, whole.length - value.length);
    if (HARMLESS.test(name) || !looksGenerated(value)) continue;
    found.push({
      rule: 'generic-api-key',
      value,
      index: match.index + whole.length - value.length,
    });
  }
  return found;
}

/** The part of a name before the word that was found. */
function nameAround(text: string, index: number): string {
  return /[\w.-]{0,40}$/.exec(text.slice(Math.max(0, index - 40), index))?.[0] ?? '';
}

function looksGenerated(value: string): boolean {
  const plain = value.replace(/=+$/, '');
  if ((plain.match(/\d/g)?.length ?? 0) < 2 || !/[A-Za-z]/.test(plain)) return false;
  if (UUID.test(plain) || DOTTED.test(plain) || DIGEST.test(plain)) return false;
  return entropyOf(plain) >= LEAST_ENTROPY && mixtureOf(plain) >= LEAST_MIXTURE;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A digest that names its function. */
const DIGEST = /^(?:sha\d{1,3}|md5)[-=_:]/i;
/** Members of objects, file names, versions. */
const DOTTED = /^(?:[A-Za-z_]\w*\.)+[A-Za-z_]\w*$|^v?\d+(?:\.\d+)+/;

const PASSWORD =
  /(?:db_passw(?:or)?d|database_passw(?:or)?d|administrator_login_password)["']?\s{0,4}[:=]\s{0,4}(["']?)([\w!@#%^&*?:;<>=+~.-]{8,100})\1(?=[\s,;)}]|$)/gi;

const TERRAFORM =
  /password[ \t\w.-]{0,20}[\s'"]{0,3}(?:=>|:{1,3}=|\|\||\?=|[=>:,])[`'"\s=]{0,4}["']([a-z0-9=_-]{8,20})"/gi;

/** Passwords of databases; of other things by another's name, they are read by people and may be anything. */
export function databasePasswords(file: SearchedFile): readonly FoundSecret[] {
  if (!/\.(?:tf|hcl)$/i.test(file.path)) return assignedPasswords(file);
  const written = last(file.text, 'hashicorp-tf-password', TERRAFORM);
  const real = written.filter(({ value }) => /\d/.test(value) || mixtureOf(value) >= LEAST_MIXTURE);
  return [...real, ...assignedPasswords(file)];
}

function assignedPasswords({ text }: SearchedFile): readonly FoundSecret[] {
  return [...text.matchAll(PASSWORD)].flatMap((match) => {
    const [whole, quote = '', value = ''] = match;
    if (!/\d/.test(value) || entropyOf(value) < 2.5 || DOTTED.test(value)) return [];
    const index = match.index + whole.length - value.length - quote.length;
    return [{ rule: 'database-password', value, index }];
  });
}

const CURL_HEADER =
  /(?:-H|--header)[= \t]{0,5}["'](?:Authorization:[ \t]{0,5}(?:(?:Basic|Bearer|(?:Api-)?Token)[ \t])?|(?:X-(?:[a-z]{1,20}-)?)?(?:Api-?)?(?:Key|Token):[ \t]{0,5})([\w=~@.+/-]{8,500})["']/gi;
const NUGET = /<add key="(?:ClearText)?Password"\s{1,40}value="([^"\n]{8,200})"/gi;

/** Credentials given to programs and kept in their files. */
export function commandSecrets({ path, text }: SearchedFile): readonly FoundSecret[] {
  const headers = last(text, 'curl-auth-header', CURL_HEADER).filter(
    ({ value }) => entropyOf(value) >= 2.75 && /\d/.test(value),
  );
  const nuget = /nuget\.config$/i.test(path) ? last(text, 'nuget-config-password', NUGET) : [];
  return [...headers, ...curlUsers(text), ...nuget];
}

/** The first group of each match. */
function last(text: string, rule: string, pattern: RegExp): readonly FoundSecret[] {
  return [...text.matchAll(pattern)].map((match) => {
    const [whole, value = ''] = match;
    return { rule, value, index: match.index + whole.lastIndexOf(value) };
  });
}

const KIND = /^[ \t]*kind:[ \t]*["']?secret\b/im;
const DATA = /^[ \t]*data:[ \t]*$/im;
/** In quotes, in a block, or as it is. */
const ENTRY =
  /^[ \t]+[\w.-]{1,100}:[ \t]*(?:[|>][-+]?[ \t]*\n[ \t]{1,40})?["']?([A-Za-z0-9+/]{10,2000}={0,3})["']?[ \t]*$/gm;

/** Values of Kubernetes' secrets, which are encoded and not encrypted. */
export function kubernetesSecrets({ path, text }: SearchedFile): readonly FoundSecret[] {
  if (!/\.ya?ml$/i.test(path)) return [];
  const found: FoundSecret[] = [];
  let offset = 0;
  for (const document of text.split(/^(?=---)/m)) {
    const data = KIND.test(document) ? (DATA.exec(document)?.index ?? -1) : -1;
    const entries = data === -1 ? [] : [...document.slice(data).matchAll(ENTRY)];
    for (const { 0: whole, 1: value = '', index } of entries) {
      const place = offset + data + index + whole.lastIndexOf(value);
      const isPlain = isPlainPassword(Buffer.from(value, 'base64').toString('utf8').trim());
      if (!isPlain) found.push({ rule: 'kubernetes-secret-yaml', value, index: place });
    }
    offset += document.length;
  }
  return found;
}
