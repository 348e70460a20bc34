/** Words by which the name of a variable says that its value is a credential. */
const CREDENTIAL =
  /(?:^|_)(?:TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|PAT|CREDENTIALS?|COOKIE|AUTH|DSN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|MASTER_?KEY|DEPLOY_?KEY|AUTH_?TOKEN|ACCESS_?TOKEN)(?:_|\d|$)|(?<!PUBLIC)_KEY$/;
/** Endings of words that are written together: `PGPASSWORD`, `NPMTOKEN`. */
const RUN_TOGETHER =
  /(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|APIKEY|ACCESSKEY|PRIVATEKEY)(?:_\d+|\d)?$/;
/** Words by which it says that the value only leads to a credential, describes it or counts. */
const DESCRIPTION =
  /(?:^|_)(?:PATH|FILE|DIR|SOCK|SOCKET|HOME|URL|URI|ENDPOINT|HOST|NAME|USER|TYPE|METHOD|MODE|TTL|EXPIRY|EXPIRES|TIMEOUT|LIMIT|LENGTH|COUNT|MAX|MIN|COMMAND|CMD|PROVIDER|ENABLED|DISABLED)$/;
/** Names that match but hold paths. */
const PATHS: ReadonlySet<string> = new Set([
  'PWD',
  'OLDPWD',
  'INIT_CWD',
  'GOOGLE_APPLICATION_CREDENTIALS',
]);
/** A number or a switch is no credential, nor is a word that stands in every sample configuration. */
const TRIVIAL =
  /^(?:\d{1,11}|true|false|yes|no|on|off|null|none|pass(?:word|wd|phrase)?|secret|token|changeme|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|rabbitmq|minio(?:admin)?|root|admin(?:istrator)?|guest|user|docker|local(?:host)?|default|dev(?:elopment)?|prod(?:uction)?|test(?:ing)?|demo|example|sample|dummy)\d{0,3}$/i;
/** The user's part of an address, with its password. */
const USER_INFO = /^[a-z][a-z0-9+.-]*:\/\/([^\s/?#]+)@/i;
const MIN_LENGTH = 6;

/**
 * The values of an environment that look like credentials by their name, and the passwords in the
 * addresses among the rest. What is shorter than 6 characters is left out.
 */
export function secretValues(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const values = Object.entries(env).flatMap(([name, value = '']) => [
    ...(isCredentialName(name) ? [value.trim()] : []),
    ...passwordsIn(value),
  ]);
  const secrets = values.filter((value) => value.length >= MIN_LENGTH && !TRIVIAL.test(value));
  return [...new Set(secrets)];
}

/** Whether a variable's name says that its value is a credential: `GITHUB_TOKEN`, `npm_config__authToken`. */
export function isCredentialName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  const says = CREDENTIAL.test(words) || RUN_TOGETHER.test(words);
  return says && !DESCRIPTION.test(words) && !PATHS.has(name);
}

function passwordsIn(value: string): readonly string[] {
  const userInfo = USER_INFO.exec(value)?.[1] ?? '';
  const colon = userInfo.indexOf(':');
  if (colon === -1) return [];
  const password = userInfo.slice(colon + 1);
  return [password, percentDecoded(password)];
}

/** Like decodeURIComponent, but malformed codes are replaced instead of refused. */
function percentDecoded(text: string): string {
  const query = new URLSearchParams(text.replaceAll(/[+&=]/g, encodeURIComponent));
  return [...query.keys()].join('');
}
