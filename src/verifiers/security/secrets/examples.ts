import { entropyOf, monotony, repetition } from './randomness.ts';

/** What says, wherever it stands, that a value stands for one somebody has to fill in. */
const WORDS =
  /example|sample|dummy|placeholder|change[-_]?(?:me|it|this)|redacted|replace[-_]?(?:me|with|this)|insert[-_]?(?:your|here)|your[-_]|x{5,}|\*{3,}|\.{3}|_{4,}|-{4,}(?!BEGIN)|loremipsum|notreal|do[-_]?not[-_]?use/i;

/** The same for values that only their name makes a secret: words among which a real one is not found. */
const PLAIN_WORDS =
  /my[-_]?(?:secret|api|key|token|password|super)|(?:^|[-_])(?:fake|mock|todo|fixme|dev|local|test|testing|foo|bar|baz|secret|password|passw0rd|token|key|here|default|invalid|not[-_]a)(?:$|[-_\d]{1,4}$|[-_](?:key|token|secret|password|value|pass|here|api|access))|hunter2|0{8}|1234567|7654321|abcdef(?:g|0|$)|deadbeef|cafebabe/i;

/** What is filled in from elsewhere: a variable, a template, a lookup. */
const REFERENCE =
  /^[$%@<[{(]|\$\{|\{\{|\$\(|%[A-Za-z_]+%|<[^>]*>|^(?:process\.env|os\.environ|env\.|getenv|ENV\[|secrets?\.|vault:|arn:|op:\/\/|ssm:|file:|https?:\/\/[^@]*$)|^!(?:Ref|Sub|vault)/i;

/** Values that documentation prints everywhere, by a part that nothing else holds. */
const PUBLISHED: readonly string[] = [
  // Stripe's, of its reference and its samples.
  '4eC39HqLyjWDarjtT1zdp7dc',
  'BQokikJOvBiI2HlWgH4olfQ2',
  // jwt.io's and RFC 7519's: the claims of John Doe and of Joe.
  'eyJzdWIiOiIxMjM0NTY3ODkwI',
  'eyJpc3MiOiJqb2UiLA0K',
  // The storage emulators of Azure.
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq',
  'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw',
  // Firebase's quick starts, Google's samples.
  'AIzaSyD3asb-2pEZVqMkmL6M9N6nHZRR_znhrh0',
  'AIzaSyDMAScliyLx7F0NPDEJi1QmyCgHIAODrlU',
  // The search of Yarn's packages, which every site that shows them holds.
  '6fe4476ee5a1832882e326b506d14126',
  // Slack's, of its reference.
  'T00000000/B00000000',
];

/** Passwords that no server outside somebody's own machine has. */
const PLAIN_PASSWORDS =
  /^(?:pass(?:word|wd|wort)?|pwd|secret|test(?:ing)?|user(?:name)?|root|admin|postgres(?:ql)?|mysql|mongo(?:db)?|redis|guest|example|changeme|rabbitmq|minio(?:admin)?|sa|db|app|dev|local|docker|default|toor|demo|token|api[-_]?key|foo|bar|baz|qux|me|you|[a-z]|\*+|x+|\d{1,8}|(?:my|your|some|the)[-_]?(?:pass\w*|secret\w*|pwd|user\w*|token|key)|\w*(?:password|passwd)\d*|p[a4@]ssw[o0]rd!?)$/i;
/** Hosts that are nobody's, or one's own machine. */
const PLAIN_HOSTS =
  /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal|(?:[\w-]+\.)*example(?:\.(?:com|org|net))?(?:$|[:/])|[\w.-]*\.(?:test|example|invalid|local|localhost)(?:$|[:/]))/i;

/** Below this many bits per character nothing is a key. */
const LEAST_ENTROPY = 2;
/** From this share on a value counts up or repeats itself. */
const MONOTONOUS = 0.6;

/** What says so of a token whose own shape makes it one: the words in capitals or small letters, as they are published. */
const TOKEN_WORDS =
  /EXAMPLE|example|SAMPLE|sample|dummy|placeholder|change[-_]?me|redacted|REDACTED|(?:your|YOUR|insert|INSERT)[-_]|x{5,}|X{5,}|\*{3,}|\.{3}/;
/** From this share on a token is one character again and again. */
const REPEATED = 0.5;

/** Whether a token is published or stands for another; one that counts up may be a real one that was replaced by hand. */
export function isExampleToken(value: string): boolean {
  if (value.startsWith('-----BEGIN')) return /example|\.{3}|…|x{8}|<|\$\{|\{\{/i.test(value);
  if (TOKEN_WORDS.test(value) || PUBLISHED.some((part) => value.includes(part))) return true;
  return repetition(value) >= REPEATED || entropyOf(value) < LEAST_ENTROPY;
}

/**
 * Whether a value that only the name before it makes a secret is published, stands for another, comes from elsewhere,
 * or is too plain.
 */
export function isExample(value: string): boolean {
  if (REFERENCE.test(value) || isPlainWord(value)) return true;
  if (PUBLISHED.some((part) => value.includes(part))) return true;
  return monotony(value) >= MONOTONOUS || entropyOf(value) < LEAST_ENTROPY;
}

const USER_INFO = /:\/\/([^\s:/@]*):([^\s/@]+)@([^\s/?#"'`]+)/;

/** The same for an address with a user and a password in it; null where it is none. */
export function isExampleAddress(value: string): boolean | null {
  const [, user = '', password, host = ''] = USER_INFO.exec(value) ?? [];
  if (password === undefined) return null;
  if (PLAIN_HOSTS.test(host) || PLAIN_PASSWORDS.test(password) || user === password) return true;
  return REFERENCE.test(host) || REFERENCE.test(password) || isPlainWord(password);
}

/** What nobody has to guess; for values that were encoded. */
export function isPlainPassword(value: string): boolean {
  return PLAIN_PASSWORDS.test(value) || isPlainWord(value) || REFERENCE.test(value);
}

function isPlainWord(password: string): boolean {
  return WORDS.test(password) || PLAIN_WORDS.test(password);
}
