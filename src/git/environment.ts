/** One setting as git lists it: `section.key` in lower case, subsections as written. */
export interface Setting {
  readonly key: string;
  readonly value: string;
}

type Environment = Readonly<Record<string, string>>;

/** What git itself, ssh and gpg need to act as the user; never what points git at a repository. */
const PASSED: readonly string[] = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'SSH_AUTH_SOCK',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
  'GIT_ASKPASS',
  'SSH_ASKPASS',
  'SSH_ASKPASS_REQUIRE',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'GNUPGHOME',
  'GPG_TTY',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'GIT_SSL_CERT',
  'GIT_SSL_KEY',
  'GIT_SSL_NO_VERIFY',
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
];

/** What credential helpers of the user's configuration may read (GitHub CLI, Codespaces). */
const CREDENTIAL_HELPERS: readonly string[] = [
  'GH_TOKEN',
  'GITHUB_TOKEN',
  'GH_ENTERPRISE_TOKEN',
  'GH_HOST',
  'GH_CONFIG_DIR',
];

/** No prompts, no locks taken for mere looking, messages in the language our tables know. */
const FIXED: Environment = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };

/**
 * The environment of our git: what is listed here out of the user's, and settings as
 * `GIT_CONFIG_COUNT` pairs, so that they reach neither a disk nor an argument list. The user's own
 * pairs come last and win.
 */
export function gitEnvironment(env: Environment, settings: readonly Setting[] = []): Environment {
  return { ...pick(env, PASSED), ...FIXED, ...numbered([...settings, ...pairsOf(env)]) };
}

/** The further variables of calls that talk to a remote. */
export function credentialEnvironment(env: Environment): Environment {
  return pick(env, CREDENTIAL_HELPERS);
}

function pick(env: Environment, names: readonly string[]): Record<string, string> {
  const present = names.filter((name) => env[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, env[name] ?? '']));
}

function pairsOf(env: Environment): readonly Setting[] {
  const count = /^\d{1,4}$/.test(env['GIT_CONFIG_COUNT'] ?? '') ? env['GIT_CONFIG_COUNT'] : '0';
  return Array.from({ length: Number(count) }, (_, at) => ({
    key: env[`GIT_CONFIG_KEY_${at}`] ?? '',
    value: env[`GIT_CONFIG_VALUE_${at}`] ?? '',
  })).filter((setting) => setting.key !== '');
}

function numbered(settings: readonly Setting[]): Record<string, string> {
  if (settings.length === 0) return {};
  const pairs = settings.flatMap(({ key, value }, at) => [
    [`GIT_CONFIG_KEY_${at}`, key] as const,
    [`GIT_CONFIG_VALUE_${at}`, value] as const,
  ]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(pairs) };
}
