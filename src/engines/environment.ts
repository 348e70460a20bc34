/** Words that, in a variable's name, say that its value is a credential. */
const CREDENTIAL_WORDS: ReadonlySet<string> = new Set([
  'TOKEN',
  'TOKENS',
  'SECRET',
  'SECRETS',
  'PASSWORD',
  'PASSWORDS',
  'PASSWD',
  'PASSPHRASE',
  'PASS',
  'CREDENTIAL',
  'CREDENTIALS',
  'CREDS',
  'KEY',
  'KEYS',
  'AUTH',
  'PAT',
  'PWD',
  'DSN',
  'COOKIE',
  'COOKIES',
  'JWT',
  'BEARER',
  'WEBHOOK',
  'WEBHOOKS',
]);
/** Endings of run-together words: `NPMTOKEN`, `ACCESSKEYID` is caught by its `ACCESS_KEY` form. */
const CREDENTIAL_ENDINGS = /(?:TOKEN|SECRET|PASSWORD|PASSWD|APIKEY|ACCESSKEY|PRIVATEKEY)$/;
/** Families of credentials and of handles on credentials whose names do not say so. */
const CREDENTIAL_FAMILIES =
  /(?:^|_)(?:DATABASE|DB|REDIS|MONGO(?:DB)?|POSTGRES(?:QL)?|MYSQL|AMQP|RABBITMQ|ELASTICSEARCH)_(?:URL|URI)$|^(?:AWS_|AZURE_|GOOGLE_|GCLOUD_|KRB5|GPG_AGENT_INFO$|SSH_AGENT_PID$)/;
/** The working directories of a shell, not passwords. */
const FOLDERS = /^(?:OLD)?PWD$/;
/** Names that steer git, the loader or node inside a child. */
const STEERING = /^(?:GIT_.*|NODE_OPTIONS|LD_.*|DYLD_.*)$/;
/** Files by which a step of a GitHub workflow changes the steps after it. */
const WORKFLOW_FILES = /^GITHUB_(?:ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/;
/** A URL that carries a user and a password. */
const URL_WITH_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s@]*:[^/?#\s@]+@/i;
/** A proxy's address is needed to reach the provider at all. */
const PROXY = /^(?:https?|all|ftp)_proxy$/i;

/** What a child's environment is made of. */
export interface EnvironmentRequest {
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Beginnings of names that belong to the engine, credentials included, such as `ANTHROPIC_`. */
  readonly own: readonly string[];
  /** Exact names that the user lets through whatever they are. */
  readonly pass: readonly string[];
  /** Variables that are set whatever the user's environment says. */
  readonly set: Readonly<Record<string, string>>;
}

/**
 * The environment of an engine's child: the user's, without what steers git, node or the loader and
 * without every credential that is not the engine's own.
 */
export function engineEnvironment(request: EnvironmentRequest): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.env)) {
    if (value !== undefined && isPassedOn(name, value, request)) result[name] = value;
  }
  return { ...result, ...request.set };
}

/** Whether a variable's name or value says that it is a credential. */
export function isCredential(name: string, value: string): boolean {
  if (FOLDERS.test(name)) return false;
  if (CREDENTIAL_FAMILIES.test(name)) return true;
  if (words(name).some((word) => CREDENTIAL_WORDS.has(word) || CREDENTIAL_ENDINGS.test(word))) {
    return true;
  }
  return URL_WITH_PASSWORD.test(value) && !PROXY.test(name);
}

function isPassedOn(name: string, value: string, request: EnvironmentRequest): boolean {
  if (request.pass.includes(name)) return true;
  if (STEERING.test(name) || WORKFLOW_FILES.test(name)) return false;
  if (request.own.some((prefix) => name.startsWith(prefix))) return true;
  return !isCredential(name, value);
}

/** `npm_config__authToken` → NPM, CONFIG, AUTH, TOKEN. */
function words(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/);
}
