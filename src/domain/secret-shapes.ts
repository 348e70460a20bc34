import { literalPrefix } from './literal-prefix.ts';
import { once } from './once.ts';
import { SECRET_TOKENS, type SecretToken } from './secret-tokens.ts';
import { namedSecrets } from './secret-vendors.ts';

/** What stands in the place of a secret. */
export const MASK = '***';

/**
 * Tokens known by their own shape, wider than their issuers document them: to mask too much does no harm. Each pattern starts only where
 * a run of its characters starts, or with a prefix that its own tail cannot contain, so that no
 * text is read more than a constant number of times.
 */
const TOKENS: readonly RegExp[] = [
  // GitHub: personal, OAuth, user-to-server, server-to-server, refresh; fine-grained personal.
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  // Anthropic, OpenAI and other model providers.
  /(?<![A-Za-z0-9_-])sk-(?:ant|proj|svcacct|admin|or)-[A-Za-z0-9_-]{16,}/g,
  /(?<![A-Za-z0-9_-])sk-[A-Za-z0-9]{20,}/g,
  /\bhf_[A-Za-z0-9]{20,}/g,
  /\b(?:gsk_|r8_|xai-|pplx-|tgp_v1_)[A-Za-z0-9]{20,}/g,
  /\bnvapi-[A-Za-z0-9_-]{32,}/g,
  // GitLab: personal, trigger, deploy, runner, CI job, feed, agent and others.
  /(?<![A-Za-z0-9_-])(?:gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas|ffct)|GR1348941)-?[A-Za-z0-9_.-]{16,}/g,
  // Slack.
  /(?<![A-Za-z0-9-])xox[a-z](?:\.[a-z])?-[A-Za-z0-9-]{10,}/g,
  /(?<![A-Za-z0-9-])xapp-\d-[A-Za-z0-9-]{10,}/g,
  /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/]{20,}/g,
  // Amazon, Google, Azure.
  /\b(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z2-7]{16}\b/g,
  /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}/g,
  /(?<![A-Za-z0-9_-])(?:GOCSPX-|ya29\.)[A-Za-z0-9_-]{20,}/g,
  /(?<=(?:AccountKey|SharedAccessKey)=)[A-Za-z0-9+/=]{20,}/g,
  // Package registries.
  /\b(?:npm_|rubygems_|dckr_pat_|dckr_oat_)[A-Za-z0-9_-]{20,}/g,
  /(?<![A-Za-z0-9_-])pypi-[A-Za-z0-9_-]{50,}/g,
  // Payment, mail, messages.
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}/g,
  /\bwhsec_[A-Za-z0-9]{20,}/g,
  /(?<![A-Za-z0-9_.-])SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}/g,
  /(?<![A-Za-z0-9])(?:SK|AC)[0-9a-f]{32}\b/g,
  /(?<![A-Za-z0-9])\d{8,10}:AA[A-Za-z0-9_-]{33}/g,
  /(?<=discord(?:app)?\.com\/api\/webhooks\/)\d{10,25}\/[A-Za-z0-9_-]{30,}/g,
  // Hosting, secrets, observability, work tracking.
  /\b(?:dop|doo|dor)_v1_[a-f0-9]{64}/g,
  /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/g,
  /\bdapi[a-f0-9]{32}\b/g,
  /(?<![A-Za-z0-9_.-])hv[sbr]\.[A-Za-z0-9_-]{20,}/g,
  /\bdp\.(?:pt|st|sa|ct|scim|audit)\.[A-Za-z0-9]{20,}/g,
  /\b(?:glsa|glc|sntrys|sntryu|sbp|lin_api|pul|figd|ntn|FlyV1|fo1|fm2|ATATT3|ATCTT3|PMAK|NRAK|EAAC)[_-][A-Za-z0-9+/=_-]{20,}/g,
  /\bAGE-SECRET-KEY-1[0-9A-Z]{58}/g,
  // JSON Web Tokens: header, claims, signature.
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
];

/** A shape, with what each of its matches begins with. */
interface Shape {
  readonly begins: string;
  readonly pattern: () => RegExp;
}

/** One whose exact shape is known, with whatever hangs on to it. */
function exactShape({ source, flags }: SecretToken): Shape {
  const pattern = once(() => new RegExp(`${source}[A-Za-z0-9_+/=-]*`, flags));
  return { begins: literalPrefix(source), pattern };
}

const SHAPES: readonly Shape[] = [
  ...TOKENS.map((pattern) => ({ begins: literalPrefix(pattern.source), pattern: () => pattern })),
  ...SECRET_TOKENS.map(exactShape),
];

/** `//user:password@` of an address. The user's part ends at the last `@` before the path. */
const USER_INFO = /:\/\/([^\s/?#"'`<>\\]+)@/g;
/** Names that say nothing by themselves, as in `ssh://git@host`. */
const PLAIN_USERS: ReadonlySet<string> = new Set(['git', 'hg', 'svn', MASK]);

/** What follows matches what stands before a value, and the value. */
const HEADER =
  /\b((?:(?:(?:proxy-)?authorization|x-api-key|x-auth-token|private-token|job-token)["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:basic|bearer|token|digest|negotiate)\s{1,4})?)+)([^\s"',;]+)/gi;
const COOKIE = /\b((?:set-)?cookie:\s{0,4})([^\r\n"']+)/gi;
const BEARER = /\b(bearer\s{1,4})([A-Za-z0-9._~+/=-]{16,})/gi;
/** A word for a secret, the rest of its name, a sign of assignment and perhaps a quote. */
const ASSIGNMENT =
  /((?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[A-Za-z0-9_-]{0,32}["']?\s{0,3}[:=]=?\s{0,3}["'`]?)([^\s"'`,;&<>()[\]{}]{4,})/gi;
const OPTION =
  /(--?(?:[a-z]{1,20}-)?(?:password|passphrase|secret|token|api-key|access-key)(?: {1,3}|=))([^\s"'`-][^\s"'`]{3,})/gi;
/** Values that name or describe a secret instead of being one. */
const NO_SECRET = /^(?:[\d.]+|true|false|null|none|nil|undefined|\*+|\$.*|%.*|=.*)$/i;

const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/** Replaces what looks like a secret by itself or by what stands before it; in linear time. */
export function maskShapes(text: string): string {
  const rules = [maskKeys, maskUserInfo, maskTokens, maskNamed, maskValues];
  return rules.reduce((masked, rule) => rule(masked), text);
}

/** Private keys in PEM armour; one whose end was cut off is masked to the end of the text. */
function maskKeys(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const begin of text.matchAll(KEY_BEGIN)) {
    if (begin.index < from) continue;
    KEY_END.lastIndex = begin.index;
    const isEnded = KEY_END.exec(text) !== null;
    parts.push(text.slice(from, begin.index), MASK);
    from = isEnded ? KEY_END.lastIndex : text.length;
  }
  return [...parts, text.slice(from)].join('');
}

function maskUserInfo(text: string): string {
  return text.replaceAll(USER_INFO, (whole, user: string) =>
    PLAIN_USERS.has(user) ? whole : `://${MASK}@`,
  );
}

function maskValues(text: string): string {
  const headers = maskAfter(text, HEADER, (_before, value) => isRandom(value));
  const cookies = maskAfter(headers, COOKIE, (_before, value) => value.includes('='));
  const bearers = maskAfter(cookies, BEARER, (_before, value) => isRandom(value));
  return maskAfter(maskAfter(bearers, ASSIGNMENT, isSecret), OPTION, isSecret);
}

function maskAfter(
  text: string,
  pattern: RegExp,
  isMasked: (before: string, value: string) => boolean,
): string {
  return text.replaceAll(pattern, (whole: string, before: string, value: string) =>
    isMasked(before, value) ? before + MASK : whole,
  );
}

function maskTokens(text: string): string {
  // A mask takes nothing that a beginning could be made of, so the text as it was tells for all.
  const small = text.toLowerCase();
  return SHAPES.filter(({ begins }) => small.includes(begins)).reduce(
    (masked, { pattern }) => masked.replaceAll(pattern(), MASK),
    text,
  );
}

/** Values that the name of a service stands before. */
function maskNamed(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { index, value } of namedSecrets(text)) {
    parts.push(text.slice(from, index), MASK);
    from = index + value.length;
  }
  return [...parts, text.slice(from)].join('');
}

/** Without a quote or an equals sign, a plain word is prose more often than a secret. */
function isSecret(before: string, value: string): boolean {
  if (NO_SECRET.test(value)) return false;
  return before.includes('=') || /["'`]$/.test(before) || isRandom(value);
}

/** At least 8 characters, with a digit or with capitals inside a word. */
function isRandom(value: string): boolean {
  return value.length >= 8 && (/\d/.test(value) || /[a-z][A-Z]/.test(value));
}
